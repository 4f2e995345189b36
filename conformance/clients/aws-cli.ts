import { CommandFailedError, runCommand } from "../../toolchain";
import { AwsCallError, type AwsClient, type CallOptions, type Input, type Output } from "./aws-client";

const TIME_LIMIT = 60_000;

/** The AWS CLI, one process a call. */
export class AwsCli implements AwsClient {
  readonly name = "AWS CLI";

  constructor(
    /** Path of the program. */
    private readonly program: string,
    private readonly environment: NodeJS.ProcessEnv,
    private readonly signal: AbortSignal,
  ) {}

  async call(
    service: string,
    operation: string,
    input: Input = {},
    options: CallOptions = {},
  ): Promise<Output> {
    const args = [service, commandOf(operation), "--cli-input-json", JSON.stringify(plain(input))];
    const stdout = await this.run(args, options);
    return stdout.trim() === "" ? {} : (JSON.parse(stdout) as Output);
  }

  /** Any command, as its arguments. @returns what it printed */
  async run(args: readonly string[], { region }: CallOptions = {}): Promise<string> {
    try {
      const { stdout } = await runCommand(this.program, [...args, "--output", "json"], {
        env: { ...this.environment, ...(region && { AWS_REGION: region, AWS_DEFAULT_REGION: region }) },
        timeoutMs: TIME_LIMIT,
        signal: this.signal,
      });
      return stdout;
    } catch (error) {
      const stderr = error instanceof CommandFailedError ? error.stderr : "";
      const refused = REFUSAL.exec(stderr);
      if (refused) throw new AwsCallError(refused[1]!, refused[2]!.trim());
      throw error;
    }
  }
}

const REFUSAL = /An error occurred \((\w+)\) when calling the \w+ operation(?: \(.*?\))?: (.*)/;

/** `put-signing-profile` of `PutSigningProfile`. */
export const commandOf = (operation: string): string =>
  operation.replace(/(?!^)([A-Z])/g, "-$1").toLowerCase();

/** Blobs as text: the CLI takes those of its JSON input as they stand. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("utf8");
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member)]));
}
