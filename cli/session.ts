import type { AwsClients } from "./aws/clients";
import { exitCode, type Outcome } from "./exit-codes";
import { Failure } from "./failure";
import type { GlobalOptions } from "./global-options";
import type { Io } from "./io";
import { Output, type Result } from "./output/output";

/** What an action works with. */
export interface Session {
  readonly io: Io;
  readonly output: Output;
  /** Made when it is first asked for: offline verbs load no SDK. */
  readonly clients: () => Promise<AwsClients>;
  /** The endpoint that isn't AWS's own, if one is set. */
  readonly endpoint: string | undefined;
}

/** What an action comes to: a result to be written, or an outcome when it has written already. */
export type Action = (session: Session) => Promise<Result | Outcome>;

/**
 * Runs an action. Whatever it throws becomes a sentence.
 * @returns the exit code
 */
export async function runAction(io: Io, options: GlobalOptions, action: Action): Promise<number> {
  const output = new Output(io, options);
  let clients: Promise<AwsClients> | undefined;
  try {
    const result = await action({
      io,
      output,
      clients: () => (clients ??= makeClients(io, options)),
      endpoint: options.endpointUrl ?? (io.environment.AWS_ENDPOINT_URL || undefined),
    });
    if (typeof result === "string") return exitCode(result);
    await output.write(result);
    return exitCode(result.outcome);
  } catch (error) {
    return await fail(io, output, error);
  } finally {
    await clients?.then(
      (made) => made.close(),
      () => undefined,
    );
  }
}

async function makeClients(io: Io, options: GlobalOptions): Promise<AwsClients> {
  // It announces at every start which Node its later versions will want.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
  const { AwsClients: Clients } = await import("./actions/clients.js");
  return new Clients(options, io.environment);
}

async function fail(io: Io, output: Output, error: unknown): Promise<number> {
  const { outcome, message } = asFailure(error);
  io.stderr.write(`Error: ${message}\n`);
  if (output.isJson) {
    const json = { error: message, outcome, exitCode: exitCode(outcome), verdict: message };
    await output.writeData(`${JSON.stringify(json, undefined, 2)}\n`).catch(() => undefined);
  }
  return exitCode(outcome);
}

function asFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new Failure("internal", `The command failed: ${message}`, { cause: error });
}
