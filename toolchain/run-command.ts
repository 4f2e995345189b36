import { type ChildProcess, spawn } from "node:child_process";
import { basename } from "node:path";
import { createInterface } from "node:readline";
import { CommandFailedError, type CommandFailure } from "./command-failed-error";
import { LastOutput } from "./last-output";

export interface RunCommandOptions {
  /** @default the current directory */
  readonly cwd?: string;
  /** The whole environment of the command. @default this process's own */
  readonly env?: NodeJS.ProcessEnv;
  /** The command is stopped when it takes longer. Milliseconds. */
  readonly timeoutMs: number;
  /** Stops the command when it aborts: what a Ctrl-C handler aborts. */
  readonly signal?: AbortSignal;
  /** Called with every line as it comes, without its line end. */
  readonly onLine?: (line: string, stream: "stdout" | "stderr") => void;
  /** Exit codes that are no failure. @default [0] */
  readonly expectedCodes?: readonly number[];
  /** How long the command may take to end after it was asked to. Milliseconds. @default 30 s */
  readonly graceMs?: number;
  /** How much of each stream is kept, the end of it. Characters. @default 32 Mi */
  readonly maxOutput?: number;
}

export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** True when stdout or stderr was longer than `maxOutput` and lost its beginning. */
  readonly truncated: boolean;
}

/** Terraform finishes the calls under way and writes its state when interrupted: that takes its time. */
const GRACE_MS = 30_000;
const MAX_OUTPUT = 32 * 1024 * 1024;

/**
 * Runs a command to its end, without a shell and without input.
 *
 * A command that must stop (time limit, `signal`) is interrupted once, as Ctrl-C does, and killed when the grace
 * is over. The promise settles only when the command and all that shares its output have ended.
 *
 * @throws CommandFailedError when it cannot be started, exits with another code than expected, takes too long or
 *   is aborted
 */
export function runCommand(
  command: string,
  args: readonly string[],
  options: RunCommandOptions,
): Promise<CommandResult> {
  const stdout = new LastOutput(options.maxOutput ?? MAX_OUTPUT);
  const stderr = new LastOutput(options.maxOutput ?? MAX_OUTPUT);
  // Only the verb: later arguments may carry values of variables, and those may be secret.
  const name = [basename(command), ...args.slice(0, 1)].join(" ");
  const failure = (details: Omit<CommandFailure, "stdout" | "stderr">) =>
    new CommandFailedError(
      name,
      { ...details, stdout: stdout.text, stderr: stderr.text },
      options.env ?? process.env,
    );

  if (options.signal?.aborted) {
    return Promise.reject(failure({ reason: "aborted" }));
  }

  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ["ignore", "pipe", "pipe"],
      // A group of its own. Otherwise Ctrl-C in a terminal reaches terraform directly and again through us, and
      // at the second interrupt terraform gives up without writing its state.
      detached: process.platform !== "win32",
    });
    const group = new ProcessGroup(child, options.graceMs ?? GRACE_MS);
    let stopped: "timeout" | "aborted" | undefined;
    const stop = (reason: "timeout" | "aborted") => {
      stopped ??= reason;
      group.stop();
    };
    const onAbort = () => stop("aborted");
    options.signal?.addEventListener("abort", onAbort, { once: true });
    const timer = setTimeout(() => stop("timeout"), options.timeoutMs);
    const settle = () => {
      clearTimeout(timer);
      options.signal?.removeEventListener("abort", onAbort);
      group.ended();
    };

    for (const [stream, kept] of [["stdout", stdout] as const, ["stderr", stderr] as const]) {
      child[stream].setEncoding("utf8").on("data", (text: string) => kept.add(text));
      if (options.onLine) {
        const onLine = options.onLine;
        createInterface({ input: child[stream] }).on("line", (line) => onLine(line, stream));
      }
    }

    child.on("error", (cause: NodeJS.ErrnoException) => {
      settle();
      reject(failure({ reason: "not-started", cause }));
    });
    child.on("close", (code, signal) => {
      settle();
      if (stopped) {
        reject(failure({ reason: stopped, timeoutMs: options.timeoutMs }));
      } else if (code === null || !(options.expectedCodes ?? [0]).includes(code)) {
        reject(failure({ reason: "exit", code: code ?? undefined, signal: signal ?? undefined }));
      } else {
        resolve({
          code,
          stdout: stdout.text,
          stderr: stderr.text,
          truncated: stdout.truncated || stderr.truncated,
        });
      }
    });
  });
}

/** What a command started, so far as it stays in the command's own process group. */
class ProcessGroup {
  private static readonly running = new Set<ProcessGroup>();
  private killTimer: NodeJS.Timeout | undefined;
  private interrupted = false;

  constructor(
    private readonly child: ChildProcess,
    private readonly graceMs: number,
  ) {
    if (ProcessGroup.running.size === 0) {
      process.on("exit", ProcessGroup.interruptAll);
    }
    ProcessGroup.running.add(this);
  }

  /** Interrupts once, kills when the grace is over. */
  stop(): void {
    this.interrupt();
    this.killTimer ??= setTimeout(() => this.send("SIGKILL"), this.graceMs);
  }

  ended(): void {
    clearTimeout(this.killTimer);
    ProcessGroup.running.delete(this);
    if (ProcessGroup.running.size === 0) {
      process.off("exit", ProcessGroup.interruptAll);
    }
  }

  /** A group of its own would otherwise outlive a process that exits early. */
  private static readonly interruptAll = (): void => {
    ProcessGroup.running.forEach((group) => group.interrupt());
  };

  private interrupt(): void {
    if (!this.interrupted) {
      this.interrupted = true;
      this.send("SIGINT");
    }
  }

  private send(signal: NodeJS.Signals): void {
    if (this.child.pid === undefined) {
      return;
    }
    try {
      process.kill(process.platform === "win32" ? this.child.pid : -this.child.pid, signal);
    } catch (error) {
      // It ended by itself in the meantime.
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") {
        throw error;
      }
    }
  }
}
