import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CommandFailedError, runCommand } from "../../toolchain";
import { temporaryFolder, until } from "./temporary-folder";

const folder = temporaryFolder();
const MINUTE = 60_000;

/** The error of a command that is expected to fail. */
async function failureOf(result: Promise<unknown>): Promise<CommandFailedError> {
  const error: unknown = await result.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(CommandFailedError);
  return error as CommandFailedError;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test("gives both streams and the exit code", async () => {
  const result = await runCommand("sh", ["-c", "echo out; echo err >&2; exit 3"], {
    timeoutMs: MINUTE,
    expectedCodes: [0, 3],
  });

  expect(result).toEqual({ code: 3, stdout: "out\n", stderr: "err\n", truncated: false });
});

test("starts no shell: arguments arrive as they are", async () => {
  const { stdout } = await runCommand("printf", ["%s|", "$HOME; echo x", "*"], { timeoutMs: MINUTE });

  expect(stdout).toBe("$HOME; echo x|*|");
});

test("runs in the given folder with the given environment and nothing else", async () => {
  const { stdout } = await runCommand("/bin/sh", ["-c", "pwd; echo $ONLY $HOME"], {
    cwd: folder.path,
    env: { ONLY: "this" },
    timeoutMs: MINUTE,
  });

  expect(stdout).toBe(`${folder.path}\nthis\n`);
});

test("hands over each line once, the last one without line end too, before it settles", async () => {
  const lines: string[] = [];

  await runCommand("sh", ["-c", "echo a; echo b >&2; printf 'é%s' c"], {
    timeoutMs: MINUTE,
    onLine: (line, stream) => lines.push(`${stream}:${line}`),
  });

  expect(lines.sort()).toEqual(["stderr:b", "stdout:a", "stdout:éc"]);
});

test("keeps the end of a long output, and says that it is not all", async () => {
  const result = await runCommand("seq", ["1", "20000"], { timeoutMs: MINUTE, maxOutput: 12 });

  expect(result.stdout).toBe("19999\n20000\n");
  expect(result.truncated).toBe(true);
});

describe("a failure", () => {
  test("names the command, the exit code and the last lines", async () => {
    const error = await failureOf(
      runCommand("sh", ["-c", "seq 1 100; seq 101 200 >&2; exit 7"], { timeoutMs: MINUTE }),
    );

    expect(error.reason).toBe("exit");
    expect(error.code).toBe(7);
    expect(error.message).toMatch(/^`sh -c` failed with exit code 7\.\n181\n/);
    expect(error.message).toMatch(/\n200$/);
    expect(error.stdout).toMatch(/^1\n2\n/);
  });

  test("shows neither arguments after the verb nor values of secret variables", async () => {
    const error = await failureOf(
      runCommand(
        "sh",
        ["-c", 'echo "key=$AWS_SECRET_ACCESS_KEY region=$AWS_REGION"; exit 1', "--var=hunter2"],
        {
          env: { ...process.env, AWS_SECRET_ACCESS_KEY: "wJalrXUtnFEMI", AWS_REGION: "eu-central-1" },
          timeoutMs: MINUTE,
        },
      ),
    );

    expect(error.message).toContain("key=*** region=eu-central-1");
    expect(error.message).not.toMatch(/wJalr|hunter2/);
  });

  test("of a program that does not exist says so", async () => {
    const error = await failureOf(runCommand("no-such-program", [], { timeoutMs: MINUTE }));

    expect(error.reason).toBe("not-started");
    expect(error.message).toContain("`no-such-program` could not be started: the program");
  });

  test("by a signal from elsewhere names it", async () => {
    const error = await failureOf(runCommand("sh", ["-c", "kill -TERM $$"], { timeoutMs: MINUTE }));

    expect(error.message).toContain("was ended by SIGTERM");
  });
});

describe("a command that takes too long", () => {
  test("is stopped together with what it started", async () => {
    // A shell's background command ignores interrupts: only the kill at the end of the grace reaches it.
    const pidFile = join(folder.path, "pid");

    const error = await failureOf(
      runCommand("sh", ["-c", `sleep 60 & echo $! > ${pidFile}; wait`], { timeoutMs: 500, graceMs: 500 }),
    );

    expect(error.reason).toBe("timeout");
    expect(error.message).toContain("did not end within 0.5 s");
    const grandchild = Number(readFileSync(pidFile, "utf8"));
    // A zombie nobody reaped would still count as running for kill(2): wait for it to go.
    await until(() => !isRunning(grandchild) || isZombie(grandchild));
  });

  test("is killed when it ignores the interrupt", async () => {
    const error = await failureOf(
      runCommand("sh", ["-c", "trap '' INT; while :; do sleep 0.1; done"], { timeoutMs: 300, graceMs: 300 }),
    );

    expect(error.reason).toBe("timeout");
  });
});

describe("an aborted command", () => {
  test("gets one interrupt and the time to write its state, however often the user presses Ctrl-C", async () => {
    const ready = join(folder.path, "ready");
    const state = join(folder.path, "state");
    const abort = new AbortController();
    const script = [
      "interrupts=0",
      "trap 'interrupts=$((interrupts + 1))' INT",
      `touch ${ready}`,
      "while [ $interrupts = 0 ]; do sleep 0.05; done",
      "sleep 0.3",
      `echo $interrupts > ${state}`,
    ].join("\n");

    const run = failureOf(runCommand("sh", ["-c", script], { timeoutMs: MINUTE, signal: abort.signal }));
    await until(() => existsSync(ready));
    abort.abort();
    abort.abort();
    const error = await run;

    expect(error.reason).toBe("aborted");
    expect(readFileSync(state, "utf8")).toBe("1\n");
  });

  test("is not even started when the abort came first", async () => {
    const witness = join(folder.path, "witness");

    const error = await failureOf(
      runCommand("touch", [witness], { timeoutMs: MINUTE, signal: AbortSignal.abort() }),
    );

    expect(error.reason).toBe("aborted");
    expect(existsSync(witness)).toBe(false);
  });

  test("leaves no listeners on a signal that serves many commands", async () => {
    const { signal } = new AbortController();
    const add = jest.spyOn(signal, "addEventListener");
    const remove = jest.spyOn(signal, "removeEventListener");

    await runCommand("true", [], { timeoutMs: MINUTE, signal });

    expect(add).toHaveBeenCalledTimes(1);
    expect(remove.mock.calls[0]?.[1]).toBe(add.mock.calls[0]?.[1]);
  });
});

function isZombie(pid: number): boolean {
  const stat = `/proc/${pid}/stat`;
  return existsSync(stat) && / Z /.test(readFileSync(stat, "utf8"));
}
