import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { TerraformStack } from "cdktf";
import { SigningProfile } from "../../modules/signing-profile";
import { CheckedApp } from "../../stacks";

describe("an app with wrong props in two of its stacks", () => {
  const outdir = mkdtempSync(join(tmpdir(), "checked-app-"));
  afterAll(() => rmSync(outdir, { recursive: true, force: true }));

  const app = new CheckedApp({ outdir });
  for (const [id, namePrefix] of Object.entries({ first: "right", second: "wrong-", third: "" })) {
    const stack = new TerraformStack(app, id);
    new AwsProvider(stack, "aws");
    new SigningProfile(stack, "profile", { namePrefix });
  }
  let message = "";
  try {
    app.synth();
  } catch (error) {
    message = (error as Error).message;
  }

  test("names the problems of both, each behind its construct's path", () => {
    expect(message.split("\n")).toEqual([
      "Nothing was synthesized, because of 2 problem(s):",
      '  [second/profile] namePrefix: expected 2 to 38 letters, digits or underscores, got: "wrong-"',
      '  [third/profile] namePrefix: expected 2 to 38 letters, digits or underscores, got: ""',
    ]);
  });

  test("writes nothing, not even the stack that is right", () => {
    const files = readdirSync(outdir, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    expect(files).toEqual([]);
  });
});
