import type { AwsRequest, AwsService } from "../http";
import type { Call } from "./fault";

type Request = Pick<AwsRequest, "service" | "method" | "path" | "query" | "headers">;

/**
 * What a request calls, as far as it tells before its body: the operation of Signer and Lambda, of S3's bodies and
 * buckets, and of services that name it in `X-Amz-Target`. The query protocol (EC2, IAM, SNS) names it in the body.
 */
export function callOf(request: Request, services: Readonly<Record<string, AwsService>>): Call {
  const { service } = request;
  if (service === "s3") {
    return s3Call(request);
  }
  const called = Object.hasOwn(services, service) ? services[service]!.operationOf(request) : undefined;
  return {
    service,
    operation: called?.name ?? request.headers["x-amz-target"]?.split(".").at(-1),
    jobId: called?.labels.jobId,
  };
}

const OBJECT_OPERATIONS: Readonly<Record<string, string>> = {
  DELETE: "DeleteObject",
  GET: "GetObject",
  HEAD: "HeadObject",
  PUT: "PutObject",
};
const BUCKET_OPERATIONS: Readonly<Record<string, string>> = {
  DELETE: "DeleteBucket",
  GET: "ListObjects",
  HEAD: "HeadBucket",
  PUT: "CreateBucket",
};

function s3Call({ service, method, path, query, headers }: Request): Call {
  const [, bucket = "", ...key] = path.split("/");
  const isObject = key.join("/") !== "";
  if (method === "PUT" && isObject && headers["x-amz-copy-source"] !== undefined) {
    return { service, bucket, operation: "CopyObject" };
  }
  if (query.get("list-type") === "2") {
    return { service, bucket, operation: "ListObjectsV2" };
  }
  // A name without a value asks for a part of the resource, such as ?versioning or ?tagging: another operation.
  const isPart = [...query].some(([name, value]) => value === "" && name !== "prefix" && name !== "marker");
  const names = isObject ? OBJECT_OPERATIONS : BUCKET_OPERATIONS;
  return { service, bucket, operation: isPart ? undefined : names[method] };
}
