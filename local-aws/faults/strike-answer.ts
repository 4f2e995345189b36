import { awsError } from "../aws-error";
import { json, type AwsResponse } from "../http";
import { JOB_NOT_FOUND } from "../unconfirmed";
import type { Call } from "./fault";
import type { Strike } from "./faults";

/**
 * The error that a service has for a strike, in its own wire format. The names and statuses are those of the API
 * models; the sentences are ours where the models have none.
 */
export function strikeAnswer(
  strike: Strike,
  { service, operation, jobId }: Call,
  contentType: string | undefined,
): AwsResponse {
  const isThrottle = strike === "throttle";
  const message = isThrottle
    ? "Rate exceeded"
    : strike === "not-found"
      ? JOB_NOT_FOUND(jobId ?? "")
      : `User is not authorized to perform: ${service}:${operation ?? "*"}`;
  switch (service) {
    case "signer": {
      // Its model has ThrottlingException for this one operation only.
      const throttle = operation === "StartSigningJob" ? "ThrottlingException" : "TooManyRequestsException";
      const type = isThrottle
        ? throttle
        : strike === "not-found"
          ? "ResourceNotFoundException"
          : "AccessDeniedException";
      const status = isThrottle ? 429 : strike === "not-found" ? 404 : 403;
      return json(status, { message, code: type }, { "x-amzn-errortype": type });
    }
    case "lambda":
      return isThrottle
        ? json(
            429,
            { Type: "User", message, Reason: "CallerRateLimitExceeded" },
            { "x-amzn-errortype": "TooManyRequestsException", "retry-after": "1" },
          )
        : json(403, { Message: message }, { "x-amzn-errortype": "AccessDeniedException" });
    case "s3":
      return awsError(
        service,
        contentType,
        isThrottle
          ? { status: 503, code: "SlowDown", message: "Please reduce your request rate." }
          : { status: 403, code: "AccessDenied", message: "Access Denied" },
      );
    default:
      return awsError(
        service,
        contentType,
        isThrottle
          ? { status: 400, code: isQuery(contentType) ? "Throttling" : "ThrottlingException", message }
          : {
              status: isQuery(contentType) ? 403 : 400,
              code: isQuery(contentType) ? "AccessDenied" : "AccessDeniedException",
              message,
            },
      );
  }
}

const isQuery = (contentType: string | undefined): boolean =>
  contentType?.startsWith("application/x-www-form-urlencoded") ?? false;
