import { InvokeCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import { exampleClaim } from "../lambda-src/submit-claim/example-claim";

interface Answer {
  readonly status?: string;
  readonly errors?: readonly { readonly path: string; readonly code: string }[];
}

/**
 * Invokes the deployed function with a good claim and with one whose provider number has a wrong check digit.
 * @throws Error when it answers anything but what it should
 */
export async function submitClaims(lambda: LambdaClient, functionArn: string): Promise<void> {
  const yesterday = new Date(Date.now() - 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
  const good = exampleClaim(yesterday);
  const accepted = (await invoke(lambda, functionArn, good)) as Answer;
  if (accepted.status !== "accepted") {
    throw new Error(`Expected the good claim to be accepted, got: ${JSON.stringify(accepted)}`);
  }

  const bad = { ...good, billingProvider: { ...good.billingProvider, npi: "1234567890" } };
  const rejected = (await invoke(lambda, functionArn, bad)) as Answer;
  if (rejected.status !== "rejected" || !rejected.errors?.some(({ path }) => path.endsWith("npi"))) {
    throw new Error(`Expected the bad claim to be rejected for its NPI, got: ${JSON.stringify(rejected)}`);
  }
}

/** @returns what the function returned. @throws Error with the function's own error when it threw one. */
export async function invoke(lambda: LambdaClient, functionArn: string, event: unknown): Promise<unknown> {
  const { FunctionError, Payload } = await lambda.send(
    new InvokeCommand({ FunctionName: functionArn, Payload: JSON.stringify(event) }),
  );
  const text = Buffer.from(Payload ?? []).toString("utf8");
  if (FunctionError) throw new Error(`${functionArn} failed: ${text}`);
  return JSON.parse(text) as unknown;
}
