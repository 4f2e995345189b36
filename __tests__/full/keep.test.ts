import { existsSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { runningLocalAws } from "../../local-aws";
import { isAlive } from "../../local-aws/processes";
import { runCommand, type CommandResult } from "../../toolchain";
import { ownWorkspace, type OwnWorkspace } from "../e2e/own-workspace";
import { descendantsOf } from "../local-aws/descendants";
import { testWith } from "../test-with";

const MINUTE = 60_000;
const NO_CHANGES = "No changes. Your infrastructure matches the configuration.";

const SECURITY = "code-signing-local";
const FUNCTIONS = "functions-local";

/** What it tells one to type that plans, and the stacks that it plans. */
const PLANS: [string, RegExp, string[]][] = [
  [`npx cdktf plan ${SECURITY}`, /^npx cdktf plan code-signing-local$/, [SECURITY]],
  [`npx cdktf plan ${FUNCTIONS}`, /^npx cdktf plan functions-local$/, [FUNCTIONS]],
  ["npm run plan", /^npm run plan /, [SECURITY, FUNCTIONS]],
  ["npx cdktf apply '*'", /^npx cdktf apply '\*'$/, [SECURITY, FUNCTIONS]],
  ["terraform plan", /^terraform -chdir=\S+\/stacks\/functions-local plan$/, [FUNCTIONS]],
];
const LIST_FUNCTIONS = "aws lambda list-functions";

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
    const untried = commands.filter((command) => !PLANS.some(([, pattern]) => pattern.test(command)));
    expect(untried).toEqual([LIST_FUNCTIONS]);
    expect(commands).toHaveLength(PLANS.length + 1);
  });

  test.each(PLANS)(
    "%s finds no change in any stack as it stands, in a shell that knows only what it was told to export",
    async (_, pattern, stacks) => {
      const { stdout: colored } = await inAShell([...setup, commands.find((one) => pattern.test(one))!]);
      // terraform itself colours what it says, terminal or not.
      const said = stripVTControlCharacters(colored);
      expect(said.split(NO_CHANGES).length - 1).toBe(stacks.length);
      expect(said).not.toMatch(/Plan: \d+ to /);
    },
    6 * MINUTE,
  );

  testWith(
    "aws",
    `${LIST_FUNCTIONS} does as it stands, in a shell that knows only what it was told to export`,
    async () => {
      const { stdout } = await inAShell([...setup, LIST_FUNCTIONS]);
      expect(stdout).toContain("signed-lambda-local-submit-claim");
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
