import { existsSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { runningLocalAws } from "../../local-aws";
import { isAlive } from "../../local-aws/processes";
import { CommandFailedError, runCommand, type CommandResult } from "../../toolchain";
import { ownWorkspace, type OwnWorkspace } from "../e2e/own-workspace";
import { descendantsOf } from "../local-aws/descendants";

const MINUTE = 60_000;
const NO_CHANGES = "No changes. Your infrastructure matches the configuration.";

/** What it tells one to type, and what comes of it. */
const COMMANDS: [RegExp, string][] = [
  [/^npx cdktf plan functions-local$/, NO_CHANGES],
  [/^npm run plan /, NO_CHANGES],
  [/^npx cdktf apply '\*'$/, "No changes"],
  [/^terraform -chdir=\S+\/stacks\/functions-local plan$/, NO_CHANGES],
  [/^aws lambda list-functions$/, "signed-lambda-local-submit-claim"],
];

describe("npm start -- --keep", () => {
  let own: OwnWorkspace;
  let stdout = "";
  /** The lines that set up a shell. */
  let setup: string[] = [];
  let commands: string[] = [];
  let stop = "";

  beforeAll(async () => {
    own = await ownWorkspace("keep");
    ({ stdout } = await runCommand("npm", ["start", "--", "--keep"], {
      env: own.environment,
      timeoutMs: 20 * MINUTE,
    }));
    const lines = stdout
      .slice(stdout.indexOf("in this folder:"), stdout.indexOf("It ends with: "))
      .split("\n")
      .slice(1)
      .filter(Boolean);
    setup = lines.filter((line) => /^(export|unset) /.test(line));
    commands = lines.filter((line) => !setup.includes(line));
    stop = /It ends with: (.*)/.exec(stdout)?.[1] ?? "";
  }, 21 * MINUTE);
  afterAll(async () => {
    await inAShell([stop]);
    own.remove();
  }, 2 * MINUTE);

  test("leaves the local AWS running, and says where", async () => {
    expect(setup).toContain(`export AWS_ENDPOINT_URL=${(await runningLocalAws(own.directory))?.endpoint}`);
  });

  test("says that the clock is ahead", () => {
    expect(stdout).toContain("Its clock is 2 days ahead");
  });

  test("prints no command that is not tried below", () => {
    expect(commands.filter((command) => !COMMANDS.some(([pattern]) => pattern.test(command)))).toEqual([]);
    expect(commands).toHaveLength(COMMANDS.length);
  });

  test.each(COMMANDS)(
    "%s does as it stands, in a shell that knows only what it was told to export",
    async (pattern, expected) => {
      const command = commands.find((one) => pattern.test(one))!;
      const result = await inAShell([...setup, command]).catch((error: unknown) => error);
      if (/^aws /.test(command) && notInstalled(result)) {
        process.stderr.write(`${command} (skipped: aws is not installed)\n`);
        return;
      }
      // terraform itself colours what it says, terminal or not.
      expect(stripVTControlCharacters((result as CommandResult).stdout)).toContain(expected);
    },
    6 * MINUTE,
  );

  test(
    "refuses a second start, and says how to stop the first",
    async () => {
      const { code, stderr } = await runCommand("npm", ["start"], {
        env: own.environment,
        timeoutMs: MINUTE,
        expectedCodes: [0, 1],
      });
      expect(code).toBe(1);
      expect(stderr).toContain(`Stop it with \`${stop}\``);
    },
    2 * MINUTE,
  );

  test(
    "stops when it is told to, and leaves no process",
    async () => {
      const { pid } = (await runningLocalAws(own.directory))!;
      const processes = [pid, ...descendantsOf(pid)];
      await inAShell([stop]);
      expect(processes.filter(isAlive)).toEqual([]);
      expect(existsSync(join(own.directory, "run", "local-aws.json"))).toBe(false);
    },
    2 * MINUTE,
  );
});

/** A shell in the project's folder, whose user has a profile of their own. */
const inAShell = (lines: readonly string[]): Promise<CommandResult> =>
  runCommand("sh", ["-ec", lines.join("\n")], {
    env: { ...process.env, AWS_PROFILE: "nobody", CI: "true", FORCE_COLOR: "0" },
    timeoutMs: 5 * MINUTE,
  });

const notInstalled = (result: unknown): boolean =>
  result instanceof CommandFailedError && result.code === 127;
