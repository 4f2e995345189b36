import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { BY_GRAVITY, EXIT_CODES, gravest } from "../../cli/exit-codes";
import { trustPolicyJsonSchema } from "../../cli/trust/policy-file";
import { findingsTable } from "../../scripts/cli-docs/findings-table";
import { exitCodeTable } from "../../scripts/cli-docs/exit-code-table";
import { testWith } from "../test-with";
import { runCli } from "./run-cli";

const VERBS = ["sign", "verify", "inspect", "list", "audit", "profile", "revoke", "completion"];

describe("exit codes", () => {
  test("are those that scripts rely on", () => {
    expect(Object.fromEntries(Object.entries(EXIT_CODES).map(([name, { code }]) => [name, code]))).toEqual({
      fine: 0,
      internal: 1,
      usage: 2,
      unsigned: 10,
      "not-found": 11,
      "publisher-not-allowed": 12,
      expired: 13,
      revoked: 14,
      integrity: 15,
      "not-enforced": 16,
      incomplete: 17,
      "untrusted-root": 18,
      "access-denied": 19,
    });
  });

  test("have an order of gravity that leaves none out", () => {
    expect([...BY_GRAVITY].sort()).toEqual(Object.keys(EXIT_CODES).sort());
    expect(gravest(["fine", "incomplete", "expired", "integrity", "not-found"])).toBe("integrity");
    expect(gravest([])).toBe("fine");
    const [proven, unknown] = [BY_GRAVITY.slice(0, 7), BY_GRAVITY.slice(7, -1)].map((outcomes) =>
      outcomes.map((outcome) => EXIT_CODES[outcome].code).join(", "),
    );
    const docs = readFileSync("docs/cli.md", "utf8").replace(/\s+/g, " ");
    expect(docs).toContain(`the gravest counts: ${proven}, then ${unknown}.`);
  });

  test("stand in docs/cli.md as they are (npm run build:cli-docs)", () => {
    expect(readFileSync("docs/cli.md", "utf8")).toContain(exitCodeTable());
  });

  test("and so do the findings of an audit", () => {
    expect(readFileSync("docs/cli.md", "utf8")).toContain(findingsTable());
  });
});

describe("the trust policy's JSON schema", () => {
  test("is current (npm run build:cli-docs)", () => {
    expect(JSON.parse(readFileSync("docs/trust-policy.schema.json", "utf8"))).toEqual(
      trustPolicyJsonSchema(),
    );
  });

  test("takes the example of docs/cli.md", async () => {
    const [, example] = /```json\n(\{[^]*?\n\})\n```/.exec(readFileSync("docs/cli.md", "utf8"))!;
    const schema = z.fromJSONSchema(
      JSON.parse(readFileSync("docs/trust-policy.schema.json", "utf8")) as Parameters<
        typeof z.fromJSONSchema
      >[0],
    );
    expect(schema.safeParse(JSON.parse(example!))).toMatchObject({ success: true });
    expect(schema.safeParse({ version: 1, level: "lax" })).toMatchObject({ success: false });
    const folder = mkdtempSync(join(tmpdir(), "cli-test-"));
    const policy = join(folder, "policy.json");
    writeFileSync(policy, example!);
    // It names a file that isn't there: all else is taken.
    expect((await runCli(["verify", "x.zip", "--policy", policy])).stderr).toMatch(/local-root\.pem/);
    rmSync(folder, { recursive: true });
  });
});

describe("help", () => {
  test("lists every verb", async () => {
    const ran = await runCli(["--help"]);
    expect(ran.code).toBe(0);
    for (const verb of VERBS) expect(ran.stdout).toMatch(new RegExp(`^ {2}${verb}\\b`, "m"));
  });

  test.each([...VERBS.map((verb) => [verb])])("of %s has examples and the options for all", async (verb) => {
    const ran = await runCli([verb, "--help"]);
    expect(ran.code).toBe(0);
    expect(ran.stdout).toMatch(new RegExp(`Examples:\n {2}\\$ .*signed-lambda ${verb}`));
    expect(ran.stdout).toContain("--endpoint-url");
  });
});

test.each([
  [[]],
  [["no-such-verb"]],
  [["verify"]],
  [["verify", "x.zip", "--no-such-option"]],
  [["verify", "x.zip", "--output", "yaml"]],
  [["sign", "x.zip"]],
  [["revoke"]],
  [["revoke", "key", "x"]],
  [["profile", "claims", "more"]],
  [["inspect", "x.zip", "--output-file", "/no-such-folder/out"]],
])("2: %j says what is wrong, and nothing on standard output", async (args) => {
  const ran = await runCli(args);
  expect(ran.stdout).toBe("");
  expect(ran.stderr).not.toMatch(/ {4}at /);
  expect(ran.code).toBe(args[0] === "inspect" ? 11 : 2);
});

test("--version", async () => {
  expect(await runCli(["--version"])).toMatchObject({ code: 0, stdout: "0.0.0\n" });
});

describe("completion", () => {
  const complete = async (...words: string[]) => {
    const { stdout } = await runCli(["completion", "bash"]);
    const line = `COMP_WORDS=(signed-lambda ${words.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=${words.length}; _signed_lambda; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return execFileSync("bash", ["--norc", "-c", `${stdout}\n${line}`], { encoding: "utf8", timeout: 10_000 })
      .trim()
      .split("\n");
  };

  testWith("bash", "bash completes verbs and options", async () => {
    expect(await complete("ver")).toEqual(["verify"]);
    expect(await complete("verify", "x.zip", "--tru")).toEqual(["--trust-root"]);
    expect(await complete("revoke", "pro")).toEqual(["profile"]);
    expect(await complete("--output", "json", "list", "--expires")).toEqual(["--expires-before"]);
  });

  test("zsh and fish know every verb; another shell is refused", async () => {
    for (const shell of ["zsh", "fish"]) {
      const { stdout, code } = await runCli(["completion", shell]);
      expect(code).toBe(0);
      for (const verb of VERBS) expect(stdout).toContain(verb);
    }
    expect((await runCli(["completion", "tcsh"])).code).toBe(2);
  });
});

test("--output-file has the data alone, whole or not at all", async () => {
  const folder = mkdtempSync(join(tmpdir(), "cli-test-"));
  try {
    const file = join(folder, "out.json");
    const ran = await runCli(["verify", "x.zip", "--output", "json", "--output-file", file]);
    expect([ran.code, ran.stdout]).toEqual([11, ""]);
    expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({ exitCode: 11 });
    expect(existsSync(`${file}.tmp`)).toBe(false);
    const refused = await runCli(["verify", "x.zip", "--output-file", join(folder, "no", "out")]);
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringMatching(/--output-file/)]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
