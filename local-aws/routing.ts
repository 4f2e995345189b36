/** Where a request is meant to go, as far as the request says so. */
export interface Destination {
  /** SigV4 signing name, such as `lambda`. */
  readonly service: string;
  /** `undefined` when the request carries no credential scope. */
  readonly region: string | undefined;
  readonly accessKeyId: string | undefined;
}

export interface RoutedRequest {
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly query: URLSearchParams;
}

/** Prefixes of `X-Amz-Target`, for requests that aren't signed. */
const TARGET_PREFIXES: Readonly<Record<string, string>> = {
  AmazonSQS: "sqs",
  AWSEvents: "events",
  CloudTrail_20131101: "cloudtrail",
  "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101": "cloudtrail",
  GraniteServiceVersion20100801: "monitoring",
  Logs_20140328: "logs",
  TrentService: "kms",
};

/**
 * Reads where a request goes: from its credential scope (header or presigned URL), else from `X-Amz-Target`,
 * else from a Host such as `sqs.localhost`.
 * @returns `undefined` when the request says nothing of it.
 */
export function destinationOf(request: RoutedRequest): Destination | undefined {
  const scope = credentialScope(request);
  if (scope) {
    return scope;
  }
  if (request.query.has("AWSAccessKeyId") && request.query.has("Signature")) {
    // Signature version 2, which only S3 still takes: boto3 presigns its URLs so by default.
    return {
      service: "s3",
      region: undefined,
      accessKeyId: request.query.get("AWSAccessKeyId") ?? undefined,
    };
  }
  const service = serviceOfTarget(request.headers["x-amz-target"]) ?? serviceOfHost(request.headers.host);
  return service === undefined ? undefined : { service, region: undefined, accessKeyId: undefined };
}

function credentialScope({ headers, query }: RoutedRequest): Destination | undefined {
  const authorization = headers.authorization;
  const credential =
    (typeof authorization === "string" ? /Credential=([^,\s]+)/.exec(authorization)?.[1] : undefined) ??
    query.get("X-Amz-Credential") ??
    "";
  // The access key comes first and may itself hold slashes in badly behaved clients: count from the end.
  const match = /^(.+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request$/.exec(credential);
  return match ? { accessKeyId: match[1], region: match[3], service: match[4]! } : undefined;
}

function serviceOfTarget(target: string | string[] | undefined): string | undefined {
  if (typeof target !== "string" || !target.includes(".")) {
    return undefined;
  }
  const prefix = target.slice(0, target.lastIndexOf("."));
  return Object.hasOwn(TARGET_PREFIXES, prefix) ? TARGET_PREFIXES[prefix] : undefined;
}

function serviceOfHost(host: string | string[] | undefined): string | undefined {
  if (typeof host !== "string") {
    return undefined;
  }
  const labels = host.replace(/:\d+$/, "").split(".");
  return labels.at(-1) === "localhost" ? labels.at(-2) : undefined;
}
