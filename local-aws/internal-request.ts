import type { AwsRequest } from "./http";

/**
 * Says to an emulator for whom and where one of our own requests is: it takes service, Region and account out of the
 * credential scope and checks no signature.
 * @param accessKeyId twelve digits are an account; any other key is the default one's.
 */
export const internalAuthorization = (service: string, region: string, accessKeyId: string): string =>
  `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20200101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=none`;

/** A request in the query protocol of our own. */
export function internalQuery(
  service: "iam" | "sts",
  region: string,
  accessKeyId: string,
  parameters: Readonly<Record<string, string>>,
): AwsRequest {
  return {
    method: "POST",
    path: "/",
    query: new URLSearchParams(),
    headers: {
      authorization: internalAuthorization(service, region, accessKeyId),
      "content-type": "application/x-www-form-urlencoded",
      host: "localhost",
    },
    body: Buffer.from(new URLSearchParams(parameters).toString()),
    service,
    region,
    // The local AWS itself asks.
    callerArn: "",
  };
}
