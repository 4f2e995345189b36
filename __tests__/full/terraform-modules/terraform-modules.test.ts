import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MODULE_SOURCES } from "../../../module-generator/sources";
import { runCommand, Terraform, TerraformError, terraformEnvironment, workspace } from "../../../toolchain";
import { RIGHT_VALUES } from "./right-values";
import { WRONG_VALUES } from "./wrong-values";

const MINUTE = 60_000;
const NAMES = MODULE_SOURCES.map(({ name }) => name);

test("every folder of terraform/ is made from a construct", () => {
  expect(readdirSync("terraform").sort()).toEqual([...NAMES].sort());
});

test.each(NAMES)("every variable of terraform/%s is checked, but for switches and tags", (name) => {
  const variables = readFileSync(join("terraform", name, "variables.tf"), "utf8")
    .split(/^variable /m)
    .slice(1);
  const unchecked = variables
    .filter((text) => !/^ {2}validation \{/m.test(text) && !/^ {2}type += bool$/m.test(text))
    .map((text) => text.slice(1, text.indexOf('" {')));
  expect(unchecked).toEqual(["tags"]);
});

describe.each(NAMES)("terraform/%s", (name) => {
  let folder: string;
  let environment: NodeJS.ProcessEnv;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "terraform-module-"));
    cpSync(join("terraform", name), join(folder, name), { recursive: true });
    environment = { ...process.env, ...(await terraformEnvironment(workspace())) };
  }, MINUTE);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test(
    "is valid by itself, and passes its own tests",
    async () => {
      const directory = join(folder, name);
      const terraform = new Terraform({ directory, environment });
      await terraform.init();
      expect(await terraform.validate()).toEqual([]);
      const { stdout } = await runCommand("terraform", ["test", "-no-color"], {
        cwd: directory,
        env: environment,
        timeoutMs: 2 * MINUTE,
      });
      expect(stdout).toMatch(/^Success! [1-9]\d* passed, 0 failed\.$/m);
    },
    4 * MINUTE,
  );

  test(
    "needs no more than its required values, and takes count, for_each and depends_on",
    async () => {
      const call = { source: `../${name}`, ...RIGHT_VALUES[name], depends_on: ["terraform_data.first"] };
      const terraform = await root("right", {
        // What it depends on is yet to be made, so that no data source is read and nobody is asked.
        resource: { terraform_data: { first: {} } },
        module: {
          counted: { ...call, count: 1 },
          for_each: { ...call, for_each: '${toset(["a"])}' },
        },
      });
      const { plannedChanges } = await terraform.plan();
      const made = (module: string): number =>
        plannedChanges.filter(
          ({ address, action }) => address.startsWith(`module.${module}[`) && action === "create",
        ).length;
      expect(made("counted")).toBeGreaterThan(0);
      expect(made("for_each")).toBe(made("counted"));
    },
    4 * MINUTE,
  );

  test(
    "refuses every wrong value at plan, all at once, with a sentence that says what was expected",
    async () => {
      const calls = (WRONG_VALUES[name] ?? []).map(
        (values, index) => [`call_${index}`, { source: `../${name}`, ...values }] as const,
      );
      const terraform = await root("wrong", { module: Object.fromEntries(calls) });
      const error = await terraform.plan().then(
        () => undefined,
        (reason: unknown) => reason,
      );
      expect(error).toBeInstanceOf(TerraformError);
      const said = (error as TerraformError).diagnostics.map(({ detail }) => detail);
      const unprovoked = messages(name).filter((message) => !said.some((text) => text.includes(message)));
      expect(unprovoked).toEqual([]);
    },
    4 * MINUTE,
  );

  /** A root module beside the module, initialised. */
  async function root(folderName: string, content: object): Promise<Terraform> {
    const directory = join(folder, folderName);
    mkdirSync(directory);
    writeFileSync(
      join(directory, "main.tf.json"),
      JSON.stringify({ provider: { aws: OFFLINE }, ...content }),
    );
    const terraform = new Terraform({ directory, environment });
    await terraform.init();
    return terraform;
  }
});

/** A provider that asks nobody anything before the variables are checked. */
const OFFLINE = {
  region: "us-east-1",
  access_key: "none",
  secret_key: "none",
  skip_credentials_validation: true,
  skip_metadata_api_check: true,
  skip_requesting_account_id: true,
  endpoints: { sts: "http://127.0.0.1:1" },
};

/** What each validation of a module says, up to the value that came. */
function messages(name: string): string[] {
  const found = [
    ...readFileSync(join("terraform", name, "variables.tf"), "utf8").matchAll(
      /error_message = "(.*?), got: /g,
    ),
  ];
  return found.map(([, message]) => JSON.parse(`"${message}"`) as string);
}
