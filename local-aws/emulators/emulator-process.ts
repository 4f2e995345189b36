import { spawn, type ChildProcessByStdio } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync, rmSync } from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import type { EmulatorName } from "./services";
import { makeTemporaryFolder } from "./temporary-folder";

export interface EmulatorProcess {
  readonly name: EmulatorName;
  readonly port: number;
  readonly version: string;
  readonly pid: number;
  /** Settles when the process has ended, for whatever reason. */
  readonly ended: Promise<void>;
  /** Ends the process and all that it started. */
  stop(): Promise<void>;
}

export interface EmulatorOptions {
  readonly name: EmulatorName;
  /** The Python of the virtual environment that holds the emulators. */
  readonly python: string;
  /** Folder for logs, temporary files and bytecode. */
  readonly workspace: string;
  /** Settings of the emulator's own. */
  readonly environment: Readonly<Record<string, string>>;
  /** Leaves the launcher's remedies out, to see whether the emulator still needs them. */
  readonly bare?: boolean;
}

const START_MILLISECONDS = 60_000;
/** Longer than the launcher gives what is saved at the end. */
const STOP_MILLISECONDS = 12_000;

/**
 * Starts an emulator on a free loopback port and waits until it listens.
 *
 * Its environment is built from nothing: ministack hands its own to every function, which must not see the user's
 * secrets, and a `PYTHONPATH` of the user's would replace the emulators' packages.
 * @throws Error with the end of its log when it doesn't come up.
 */
export async function startEmulator(options: EmulatorOptions): Promise<EmulatorProcess> {
  const { name } = options;
  const logFile = join(options.workspace, "logs", `${name}.log`);
  // For its user alone: a function may log what is nobody else's.
  mkdirSync(dirname(logFile), { recursive: true, mode: 0o700 });
  const temporary = makeTemporaryFolder(options.workspace, name);
  const log = openSync(logFile, "w", 0o600);
  const launcher = resolve("local-aws", "emulators", "launchers", `${name}_launcher.py`);
  const child = spawn(resolve(options.python), ["-s", launcher, ...(options.bare ? ["--bare"] : [])], {
    cwd: temporary,
    // The launcher ends when this pipe closes: with us, however we end.
    stdio: ["pipe", "pipe", log],
    env: {
      // The Node that runs us runs the functions, whichever else is on PATH.
      PATH: [dirname(process.execPath), process.env.PATH ?? ""].join(delimiter),
      LANG: "C.UTF-8",
      TMPDIR: temporary,
      PYTHONPYCACHEPREFIX: resolve(options.workspace, "pycache"),
      ...options.environment,
    },
  }) as ChildProcessByStdio<Writable, Readable, null>;
  closeSync(log);
  child.stdin.on("error", () => undefined);
  const ended = new Promise<void>((done) => child.once("close", () => done()));
  const stop = async (): Promise<void> => {
    child.stdin.end();
    const impatience = setTimeout(() => child.kill("SIGKILL"), STOP_MILLISECONDS);
    await ended;
    clearTimeout(impatience);
    rmSync(temporary, { recursive: true, force: true });
  };

  const announced = new Promise<{ port: number; version: string }>((done, fail) => {
    child.once("error", fail);
    createInterface(child.stdout).once("line", (line) =>
      done(JSON.parse(line) as { port: number; version: string }),
    );
    void ended.then(() => fail(new Error(`${name} ended with code ${child.exitCode}`)));
    setTimeout(
      () => fail(new Error(`${name} was silent for ${START_MILLISECONDS / 1000} s`)),
      START_MILLISECONDS,
    ).unref();
  });
  try {
    const { port, version } = await announced;
    return { name, port, version, pid: child.pid!, ended, stop };
  } catch (error) {
    if (child.pid !== undefined) {
      await stop();
    }
    const lastLines = readFileSync(logFile, "utf8").trimEnd().split("\n").slice(-5).join("\n");
    throw new Error(
      `${name} did not start: ${(error as Error).message}. The end of ${logFile}:\n${lastLines}`,
    );
  }
}
