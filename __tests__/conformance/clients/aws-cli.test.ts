import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AwsCallError } from "../../../conformance/clients/aws-client";
import { AwsCli, commandOf } from "../../../conformance/clients/aws-cli";

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "aws-cli-"))));
afterEach(() => rmSync(folder, { recursive: true }));

function stub(script: string): AwsCli {
  const program = join(folder, "aws");
  writeFileSync(program, `#!/bin/sh\n${script}\n`);
  chmodSync(program, 0o755);
  return new AwsCli(program, process.env, new AbortController().signal);
}

test.each([
  ["PutSigningProfile", "put-signing-profile"],
  ["ListTags", "list-tags"],
  ["GetFunctionCodeSigningConfig", "get-function-code-signing-config"],
])("%s is the command %s", (operation, command) => {
  expect(commandOf(operation)).toBe(command);
});

test("the input is JSON, blobs as text, and the output is what the CLI prints", async () => {
  const cli = stub(`printf '{"args": "%s %s", "input": %s}' "$1" "$2" "$4"`);
  const at = new Date("2026-01-01T00:00:00Z");
  expect(
    await cli.call("signer", "SignPayload", { payload: Buffer.from("{}"), at, left: undefined }),
  ).toEqual({
    args: "signer sign-payload",
    input: { payload: "{}", at: "2026-01-01T00:00:00.000Z" },
  });
});

test("AWS's refusal is told apart from the CLI's own failure", async () => {
  const refused = stub(
    `echo "An error occurred (ValidationException) when calling the PutSigningProfile operation: Too long" >&2; exit 254`,
  );
  await expect(refused.call("signer", "PutSigningProfile")).rejects.toEqual(
    new AwsCallError("ValidationException", "Too long"),
  );
  const failed = stub(`echo "Unknown options: --nonsense" >&2; exit 252`);
  const error: unknown = await failed.call("signer", "PutSigningProfile").catch((one: unknown) => one);
  expect(error).not.toBeInstanceOf(AwsCallError);
  expect(String(error)).toContain("Unknown options");
});

test("nothing printed is an empty answer", async () => {
  expect(await stub("true").call("signer", "CancelSigningProfile")).toEqual({});
});
