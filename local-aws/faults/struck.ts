import type { AwsRequest, AwsResponse, AwsService } from "../http";
import { callOf } from "./call-of";
import type { Faults } from "./faults";
import { strikeAnswer } from "./strike-answer";

/** The answer of a fault that strikes a request, or `undefined`. As a rule there is none, and nothing is looked at. */
export function struck(
  faults: Faults,
  request: Pick<AwsRequest, "service" | "method" | "path" | "query" | "headers">,
  services: Readonly<Record<string, AwsService>>,
): AwsResponse | undefined {
  if (faults.list().length === 0) {
    return undefined;
  }
  const call = callOf(request, services);
  const strike = faults.onCall(call);
  return strike && strikeAnswer(strike, call, request.headers["content-type"]);
}
