export interface CommandFailure {
  readonly reason: "not-started" | "exit" | "timeout" | "aborted";
  /** The exit code, when it exited by itself. */
  readonly code?: number;
  /** The signal that ended it, when another process ended it. */
  readonly signal?: NodeJS.Signals;
  /** Its time limit in milliseconds. */
  readonly timeoutMs?: number;
  readonly cause?: NodeJS.ErrnoException;
  readonly stdout: string;
  readonly stderr: string;
}

const LINES_IN_MESSAGE = 20;

/**
 * A command did not do what it was started for. The message says how it ended and repeats the last lines that it
 * wrote (of stderr, else of stdout), with the values of secret environment variables left out.
 */
export class CommandFailedError extends Error {
  readonly reason: CommandFailure["reason"];
  readonly code?: number;
  readonly signal?: NodeJS.Signals;
  readonly stdout: string;
  readonly stderr: string;

  /**
   * @param command the program and its verb, such as `terraform apply`
   * @param environment the command's environment: tells which words are secret
   */
  constructor(
    readonly command: string,
    failure: CommandFailure,
    environment: NodeJS.ProcessEnv,
  ) {
    const output = withoutSecrets(failure.stderr.trim() || failure.stdout.trim(), environment);
    const lines = output ? output.split("\n").slice(-LINES_IN_MESSAGE) : [];
    super([describe(command, failure), ...lines].join("\n"), { cause: failure.cause });
    this.name = "CommandFailedError";
    this.reason = failure.reason;
    this.code = failure.code;
    this.signal = failure.signal;
    this.stdout = failure.stdout;
    this.stderr = failure.stderr;
  }
}

function describe(command: string, failure: CommandFailure): string {
  switch (failure.reason) {
    case "not-started":
      return failure.cause?.code === "ENOENT"
        ? `\`${command}\` could not be started: the program, or the folder to run it in, does not exist.`
        : `\`${command}\` could not be started: ${failure.cause?.message ?? "unknown cause"}.`;
    case "timeout":
      return `\`${command}\` did not end within ${(failure.timeoutMs ?? 0) / 1000} s and was stopped.`;
    case "aborted":
      return `\`${command}\` was stopped on request.`;
    case "exit":
      return failure.signal
        ? `\`${command}\` was ended by ${failure.signal}.`
        : `\`${command}\` failed with exit code ${failure.code}.`;
  }
}

/** Shorter values, such as the "test" of a local AWS, would blot out ordinary words. */
const SHORTEST_SECRET = 8;

function withoutSecrets(text: string, environment: NodeJS.ProcessEnv): string {
  const secrets = Object.entries(environment)
    .filter(([name]) => /SECRET|TOKEN|PASSWORD|PRIVATE_KEY/i.test(name))
    .map(([, value]) => value ?? "")
    .filter((value) => value.length >= SHORTEST_SECRET);
  return secrets.reduce((kept, secret) => kept.replaceAll(secret, "***"), text);
}
