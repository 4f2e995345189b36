import type { Forward } from "../http";
import { SIGNATURE_VALIDATION_ERRORS_DIMENSION } from "../unconfirmed";
import { jsonCall } from "./json-call";

/** A deployment that failed expiry, mismatch or revocation, and went through because the policy is Warn. */
export interface ToleratedDeployment {
  readonly functionName: string;
  readonly region: string;
  readonly accountId: string;
}

/** Counts a tolerated deployment in Lambda's metric. */
export function putSignatureValidationError(
  forward: Forward,
  { functionName, region, accountId }: ToleratedDeployment,
): Promise<void> {
  const datum = {
    MetricName: "SignatureValidationErrors",
    Dimensions: [{ Name: SIGNATURE_VALIDATION_ERRORS_DIMENSION, Value: functionName }],
    Value: 1,
    Unit: "Count",
  };
  return jsonCall(forward, {
    service: "monitoring",
    target: "GraniteServiceVersion20100801.PutMetricData",
    region,
    accountId,
    body: { Namespace: "AWS/Lambda", MetricData: [datum] },
  });
}
