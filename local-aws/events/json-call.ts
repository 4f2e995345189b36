import type { Forward } from "../http";
import { internalAuthorization } from "../internal-request";

export interface JsonCall {
  /** SigV4 signing name. */
  readonly service: "events" | "monitoring";
  /** Of the JSON protocol, such as `AWSEvents.PutEvents`. */
  readonly target: string;
  readonly region: string;
  /** Whose bus, or whose metrics. */
  readonly accountId: string;
  readonly body: unknown;
}

/**
 * Calls a service for AWS itself.
 * @throws Error with the service's answer when it refuses.
 */
export async function jsonCall(forward: Forward, call: JsonCall): Promise<void> {
  const { service, target, region, accountId, body } = call;
  const response = await forward({
    method: "POST",
    path: "/",
    query: new URLSearchParams(),
    headers: {
      authorization: internalAuthorization(service, region, accountId),
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": target,
    },
    body: Buffer.from(JSON.stringify(body)),
    service,
    region,
    callerArn: `arn:aws:iam::${accountId}:root`,
  });
  if (response.status >= 300 || /"FailedEntryCount":\s*[1-9]/.test(response.body.toString())) {
    throw new Error(`${target} answered ${response.status}: ${response.body.toString()}`);
  }
}
