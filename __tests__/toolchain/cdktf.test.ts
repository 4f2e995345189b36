import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { Cdktf, CommandFailedError } from "../../toolchain";

// The real cdktf command line on a made-up app without providers, in a folder from which Node finds this project's
// packages.
jest.setTimeout(120_000);

let project: string;
beforeEach(() => {
  const parent = join(process.cwd(), ".local", "test");
  mkdirSync(parent, { recursive: true });
  project = mkdtempSync(join(parent, "cdktf-"));
  symlinkSync(join(process.cwd(), "node_modules"), join(project, "node_modules"));
  writeFileSync(join(project, "cdktf.json"), JSON.stringify({ language: "typescript", app: "node app.js" }));
});
afterEach(() => {
  rmSync(project, { recursive: true, force: true });
});

/** An app whose stacks `one` and `two` each have a resource and an output with the given value. */
function writeApp(value: string, end = "app.synth();"): void {
  writeFileSync(
    join(project, "app.js"),
    `const { App, LocalBackend, TerraformOutput, TerraformStack } = require("cdktf");
     const app = new App();
     for (const name of ["one", "two"]) {
       const stack = new TerraformStack(app, name);
       new LocalBackend(stack, { path: "../../../" + name + ".tfstate" });
       stack.addOverride("resource.terraform_data.it.input", ${JSON.stringify(value)});
       new TerraformOutput(stack, "answer", { value: "${"$"}{terraform_data.it.output}" });
     }
     ${end}`,
  );
}

function cdktf(onLine?: (line: string) => void): Cdktf {
  return new Cdktf({ directory: project, environment: process.env, timeoutMs: 60_000, onLine });
}

test("apply, plan and destroy of two stacks ask for nothing", async () => {
  writeApp("first");
  const lines: string[] = [];

  const outputs = await cdktf((line) => lines.push(line)).apply(["*"]);
  expect(outputs).toEqual({ one: { answer: "first" }, two: { answer: "first" } });
  expect(readFileSync(join(project, "two.tfstate"), "utf8")).toContain('"first"');
  expect(lines.join("\n")).toContain("Apply complete! Resources: 1 added");
  expect(lines.join("\n")).not.toContain("\u001b");

  expect(await cdktf().plan("one")).toMatchObject({ hasChanges: false });
  writeApp("second");
  const plan = await cdktf().plan("one");
  expect(plan.hasChanges).toBe(true);
  expect(plan.text).toContain("1 to change");

  await cdktf().destroy(["*"]);
  expect(readFileSync(join(project, "one.tfstate"), "utf8")).toMatch(/"resources": \[\]/);
});

test("an app that fails is an error with the app's own words", async () => {
  writeApp("first", 'throw new Error("expected 1 to 20 publishers, got 21");');

  const error = (await cdktf()
    .synth()
    .catch((reason: unknown) => reason)) as CommandFailedError;

  expect(error).toBeInstanceOf(CommandFailedError);
  expect(error.message).toMatch(/^`cdktf synth` failed with exit code 1/);
  expect(error.message).toContain("expected 1 to 20 publishers, got 21");
});

test("an app that ends without synthesizing is an error, not the stale result of an earlier run", async () => {
  writeApp("first");
  await cdktf().synth();
  expect(existsSync(join(project, "cdktf.out", "stacks", "two", "cdk.tf.json"))).toBe(true);
  writeApp("second", "");

  await expect(cdktf().synth()).rejects.toThrow(/Expected the app to write cdktf\.out\/manifest\.json/);
});
