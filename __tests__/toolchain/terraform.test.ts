import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CommandFailedError, Terraform, TerraformError } from "../../toolchain";
import { temporaryFolder, until } from "./temporary-folder";

// The real terraform with terraform_data, which is built in: nothing is downloaded, and no credentials are needed.
const folder = temporaryFolder();

function terraform(configuration: object, signal?: AbortSignal): Terraform {
  folder.write("main.tf.json", JSON.stringify(configuration));
  return new Terraform({
    directory: folder.path,
    environment: { ...process.env, CHECKPOINT_DISABLE: "1" },
    signal,
    timeoutMs: 60_000,
  });
}

const byAddress = (a: { address: string }, b: { address: string }) => (a.address < b.address ? -1 : 1);
const localExec = (command: string) => ({ provisioner: [{ "local-exec": { command } }] });

test("a resource's life: planned, applied, unchanged, changed, destroyed", async () => {
  const configuration = (input: string) => ({
    resource: { terraform_data: { first: { input }, second: { input: "constant" } } },
    output: { answer: { value: "${terraform_data.first.output}" } },
  });
  const { path } = folder;
  const first = terraform(configuration("one"));
  await first.init();

  const plan = await first.plan();
  expect(plan.hasChanges).toBe(true);
  expect([...plan.plannedChanges].sort(byAddress)).toEqual([
    { address: "terraform_data.first", action: "create" },
    { address: "terraform_data.second", action: "create" },
  ]);
  expect(plan.timings).toEqual([]);

  expect((await first.apply()).timings.map(({ action }) => action)).toEqual(["create", "create"]);
  expect(await first.output()).toEqual({ answer: "one" });
  expect(readFileSync(join(path, "terraform.tfstate"), "utf8")).toContain('"constant"');

  const again = await first.plan();
  expect(again.hasChanges).toBe(false);
  expect(again.plannedChanges).toEqual([]);

  const changed = await terraform(configuration("two")).apply();
  expect(changed.timings).toMatchObject([{ address: "terraform_data.first", action: "update", ok: true }]);

  const destroyed = await first.destroy();
  expect(destroyed.timings.map(({ action }) => action)).toEqual(["delete", "delete"]);
  expect(JSON.parse(readFileSync(join(path, "terraform.tfstate"), "utf8"))).toMatchObject({ resources: [] });
}, 60_000);

test("a plan that changes an output alone has changes", async () => {
  const before = terraform({ output: { answer: { value: "one" } } });
  await before.init();
  await before.apply();

  const plan = await terraform({ output: { answer: { value: "two" } } }).plan();

  expect(plan.plannedChanges).toEqual([]);
  expect(plan.hasChanges).toBe(true);
});

test("a replaced resource is planned as one change and timed as two", async () => {
  const configuration = (key: string) => ({
    resource: { terraform_data: { it: { triggers_replace: [key] } } },
  });
  const before = terraform(configuration("one"));
  await before.init();
  await before.apply();
  const after = terraform(configuration("two"));

  expect((await after.plan()).plannedChanges).toEqual([{ address: "terraform_data.it", action: "replace" }]);
  expect((await after.apply()).timings.map(({ action }) => action)).toEqual(["delete", "create"]);
});

test("from its start to its end are the seconds that the resource took", async () => {
  const slow = terraform({
    resource: { terraform_data: { slow: localExec("sleep 2"), fast: { input: "at once" } } },
  });
  await slow.init();

  const { timings } = await slow.apply();

  const seconds = Object.fromEntries(
    timings.map(({ address, startedAt, endedAt }) => [
      address,
      (Date.parse(endedAt) - Date.parse(startedAt)) / 1000,
    ]),
  );
  // A busy machine only ever adds to them.
  expect(seconds["terraform_data.slow"]).toBeGreaterThanOrEqual(2);
  expect(seconds["terraform_data.slow"]).toBeGreaterThan(seconds["terraform_data.fast"] ?? Infinity);
});

test("a failed apply says which resource failed, why, and what was done before", async () => {
  const failing = terraform({
    resource: {
      terraform_data: {
        good: { input: "fine" },
        bad: { ...localExec("echo the signature is missing; exit 1"), depends_on: ["terraform_data.good"] },
      },
    },
  });
  await failing.init();

  const error = (await failing.apply().catch((reason: unknown) => reason)) as TerraformError;

  expect(error).toBeInstanceOf(TerraformError);
  expect(error.message).toMatch(
    /^`terraform apply` failed:\n\n.*\(terraform_data\.bad\)[^]*the signature is missing/,
  );
  expect(error.diagnostics).toEqual([
    expect.objectContaining({
      severity: "error",
      address: "terraform_data.bad",
      summary: expect.stringContaining("local-exec") as string,
    }),
  ]);
  expect(error.report.timings.map(({ address, ok }) => [address, ok])).toEqual([
    ["terraform_data.good", true],
    ["terraform_data.bad", false],
  ]);
  expect(error.cause).toMatchObject({ reason: "exit", code: 1 });
});

test("a failed check is a warning, not a change", async () => {
  const checked = terraform({
    resource: { terraform_data: { it: { input: "one" } } },
    check: {
      always: {
        assert: [
          { condition: '${terraform_data.it.output == "other"}', error_message: "It is not the other." },
        ],
      },
    },
  });
  await checked.init();
  await checked.apply();

  const plan = await checked.plan();

  expect(plan.hasChanges).toBe(false);
  expect(plan.diagnostics).toEqual([
    expect.objectContaining({
      severity: "warning",
      detail: expect.stringContaining("It is not the other.") as string,
    }),
  ]);
});

test("validate lists every error with its text and is no exception", async () => {
  const invalid = terraform({ resource: { terraform_data: { it: { no_such_argument: 1, nor_this: 2 } } } });
  await invalid.init();

  const diagnostics = await invalid.validate();

  expect(diagnostics).toHaveLength(2);
  expect(diagnostics.map(({ detail }) => detail).join()).toMatch(
    /no_such_argument[^]*nor_this|nor_this[^]*no_such_argument/,
  );
  expect(await terraform({}).validate()).toEqual([]);
});

test("an interrupted apply writes its state", async () => {
  const started = join(folder.path, "started");
  const abort = new AbortController();
  const slow = terraform(
    {
      resource: {
        terraform_data: {
          first: { input: "made before the interrupt" },
          slow: {
            ...localExec(`touch ${started}; trap '' INT; sleep 1`),
            depends_on: ["terraform_data.first"],
          },
          never: { input: "x", depends_on: ["terraform_data.slow"] },
        },
      },
    },
    abort.signal,
  );
  await slow.init();

  const run = slow.apply().catch((reason: unknown) => reason);
  await until(() => existsSync(started));
  abort.abort();
  const error = await run;

  expect(error).toBeInstanceOf(CommandFailedError);
  expect(error).toMatchObject({ reason: "aborted" });
  const state = JSON.parse(readFileSync(join(folder.path, "terraform.tfstate"), "utf8")) as {
    resources: { name: string }[];
  };
  expect(state.resources.map(({ name }) => name).sort()).toEqual(["first", "slow"]);
}, 30_000);

test("a folder that is not there is an error of the command", async () => {
  const nowhere = new Terraform({ directory: join(folder.path, "missing"), environment: process.env });

  await expect(nowhere.init()).rejects.toThrow(/the program, or the folder to run it in, does not exist/);
});
