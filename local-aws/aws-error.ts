import { randomUUID } from "node:crypto";
import type { AwsResponse } from "./http";

export interface AwsError {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

/**
 * An error in the wire format of the protocol that the client speaks: S3's XML, EC2's, the query protocol's, or JSON
 * for everything else, so that an SDK shows the message instead of failing to parse it.
 * @param contentType of the request: the query protocol posts forms.
 */
export function awsError(service: string, contentType: string | undefined, error: AwsError): AwsResponse {
  const requestId = randomUUID();
  const code = `<Code>${escapeXml(error.code)}</Code><Message>${escapeXml(error.message)}</Message>`;
  const id = `<RequestId>${requestId}</RequestId>`;
  const xml = (body: string): AwsResponse => ({
    status: error.status,
    headers: { "content-type": "text/xml", "x-amzn-requestid": requestId },
    body: Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n${body}`),
  });
  if (service === "s3") {
    return xml(`<Error>${code}${id}</Error>`);
  }
  if (service === "ec2") {
    return xml(
      `<Response><Errors><Error>${code}</Error></Errors>${id.replaceAll("RequestId", "RequestID")}</Response>`,
    );
  }
  if (contentType?.startsWith("application/x-www-form-urlencoded")) {
    return xml(`<ErrorResponse><Error><Type>Sender</Type>${code}</Error>${id}</ErrorResponse>`);
  }
  return {
    status: error.status,
    headers: {
      "content-type": contentType?.startsWith("application/x-amz-json") ? contentType : "application/json",
      "x-amzn-errortype": error.code,
      "x-amzn-requestid": requestId,
    },
    body: Buffer.from(JSON.stringify({ __type: error.code, message: error.message })),
  };
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
