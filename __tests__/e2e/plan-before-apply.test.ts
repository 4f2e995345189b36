import { startLocalAwsProcess, type LocalAwsProcess } from "../../rehearsal/local-aws-process";
import { runCommand, workspace } from "../../toolchain";
import { ownWorkspace, type OwnWorkspace } from "./own-workspace";

const MINUTE = 60_000;

describe("npm run plan before anything was applied", () => {
  let own: OwnWorkspace;
  let localAws: LocalAwsProcess;
  beforeAll(async () => {
    own = await ownWorkspace("plan-before-apply");
    localAws = await startLocalAwsProcess(workspace(own.environment), new AbortController().signal);
  }, 5 * MINUTE);
  afterAll(async () => {
    await localAws?.stop();
    own.remove();
  }, MINUTE);

  test(
    "plans the first stack, and says that the second needs it applied",
    async () => {
      const { code, stdout, stderr } = await runCommand(
        process.execPath,
        ["run.mjs", "scripts/cdktf.ts", "plan"],
        {
          env: { ...own.environment, CDKTF_OUTPUT: own.output, CI: "true", FORCE_COLOR: "0" },
          timeoutMs: 3 * MINUTE,
          expectedCodes: [0, 1],
        },
      );
      expect(code).toBe(1);
      expect(stdout).toMatch(/Plan: \d+ to add, 0 to change/);
      expect(stderr.trim().split("\n").at(-1)).toBe(
        "functions-local reads the outputs of code-signing-local, which has none yet: apply that first, with " +
          "`npm run security`.",
      );
    },
    4 * MINUTE,
  );
});
