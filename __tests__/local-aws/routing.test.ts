import { destinationOf } from "../../local-aws/routing";

const signed = (credential: string) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host;x-amz-date, Signature=abc`,
});

describe("the destination of a request", () => {
  test.each([
    ["the scope", signed("test/20260101/eu-west-1/lambda/aws4_request"), "", "lambda", "eu-west-1"],
    [
      "the scope before the target",
      { ...signed("test/20260101/us-east-1/s3/aws4_request"), "x-amz-target": "TrentService.ListKeys" },
      "",
      "s3",
      "us-east-1",
    ],
    [
      "the scope before the host",
      { ...signed("test/20260101/us-east-1/sqs/aws4_request"), host: "lambda.localhost:4599" },
      "",
      "sqs",
      "us-east-1",
    ],
    [
      "a presigned URL",
      {},
      "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=test%2F20260101%2Fap-south-1%2Fs3%2Faws4_request",
      "s3",
      "ap-south-1",
    ],
    ["a URL presigned by version 2", {}, "AWSAccessKeyId=test&Signature=a%3D&Expires=1", "s3", undefined],
    ["a target", { "x-amz-target": "AWSEvents.PutEvents" }, "", "events", undefined],
    [
      "CloudTrail's long target",
      { "x-amz-target": "CloudTrail_20131101.CreateTrail" },
      "",
      "cloudtrail",
      undefined,
    ],
    ["a host", { host: "sqs.localhost:4599" }, "", "sqs", undefined],
    ["a host of a bucket", { host: "my.bucket.s3.localhost:4599" }, "", "s3", undefined],
  ])("is read from %s", (_case, headers, query, service, region) => {
    expect(destinationOf({ headers, query: new URLSearchParams(query) })).toMatchObject({ service, region });
  });

  test.each([
    ["nothing", {}],
    ["a scope of another form", signed("test/20260101/us-east-1/lambda")],
    ["an unknown target", { "x-amz-target": "toString.Call" }],
    ["a bare loopback host", { host: "127.0.0.1:4599" }],
    ["localhost", { host: "localhost:4599" }],
  ])("is unknown from %s", (_case, headers) => {
    expect(destinationOf({ headers, query: new URLSearchParams() })).toBeUndefined();
  });

  test("names the access key", () => {
    const headers = signed("AKIDEXAMPLE/20260101/us-east-1/sts/aws4_request");
    expect(destinationOf({ headers, query: new URLSearchParams() })?.accessKeyId).toBe("AKIDEXAMPLE");
  });
});
