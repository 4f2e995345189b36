import { auditRecord } from "../../../local-aws/audit/record";
import { json, type AwsRequest, type AwsResponse } from "../../../local-aws/http";

const request = (more: Partial<AwsRequest> = {}): AwsRequest => ({
  method: "PUT",
  path: "/2015-03-31/functions/hello/code",
  query: new URLSearchParams(),
  headers: { "user-agent": "aws-cli/2" },
  body: Buffer.from(JSON.stringify({ S3Bucket: "artifacts", S3Key: "signed/1.zip", ZipFile: "c2VjcmV0" })),
  service: "lambda",
  region: "eu-west-1",
  callerArn: "arn:aws:sts::123456789012:assumed-role/deployer/session",
  accessKeyId: "ASIAEXAMPLE",
  ...more,
});

const record = (response: AwsResponse, more: Partial<AwsRequest> = {}, name = "UpdateFunctionCode") =>
  auditRecord({
    request: request(more),
    operation: { name, labels: { FunctionName: "hello" } },
    response: { ...response, headers: { ...response.headers, "x-amzn-requestid": "request-1" } },
    at: new Date("2026-11-24T10:20:30.456Z"),
  });

// The shape is that of AWS's own captures and documentation of CloudTrail's records.
test("a deployment that went through", () => {
  const answer = json(200, { FunctionName: "hello", Environment: { Variables: { TOKEN: "secret" } } });
  expect(record({ ...answer, additionalEventData: { signatureStatus: "MISMATCH" } })).toEqual({
    eventVersion: "1.11",
    userIdentity: {
      type: "AssumedRole",
      arn: "arn:aws:sts::123456789012:assumed-role/deployer/session",
      accountId: "123456789012",
      accessKeyId: "ASIAEXAMPLE",
      sessionContext: {
        sessionIssuer: {
          type: "Role",
          arn: "arn:aws:iam::123456789012:role/deployer",
          accountId: "123456789012",
          userName: "deployer",
        },
      },
    },
    eventTime: "2026-11-24T10:20:30Z",
    eventSource: "lambda.amazonaws.com",
    eventName: "UpdateFunctionCode20150331v2",
    awsRegion: "eu-west-1",
    sourceIPAddress: "127.0.0.1",
    userAgent: "aws-cli/2",
    requestParameters: { s3Bucket: "artifacts", s3Key: "signed/1.zip", functionName: "hello" },
    responseElements: { functionName: "hello" },
    additionalEventData: { signatureStatus: "MISMATCH" },
    requestID: "request-1",
    eventID: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    readOnly: false,
    eventType: "AwsApiCall",
    managementEvent: true,
    recipientAccountId: "123456789012",
    eventCategory: "Management",
  });
});

test("a deployment that was refused has the error, and no additional data", () => {
  const refused = json(
    400,
    { Type: "User", Message: "Lambda cannot deploy the function." },
    { "x-amzn-errortype": "CodeVerificationFailedException" },
  );
  const refusal = record({ ...refused, additionalEventData: { signatureStatus: "MISMATCH" } });
  expect(refusal).toMatchObject({
    errorCode: "CodeVerificationFailedException",
    errorMessage: "Lambda cannot deploy the function.",
    responseElements: null,
  });
  expect(refusal.additionalEventData).toBeUndefined();
});

test("neither packages nor environment variables are recorded, however deep they stand", () => {
  const body = Buffer.from(
    JSON.stringify({
      Code: { ZipFile: "c2VjcmV0", S3Bucket: "b" },
      Environment: { Variables: { TOKEN: "secret" } },
    }),
  );
  const created = record(
    json(201, { Environment: { Variables: { TOKEN: "secret" } } }),
    { body },
    "CreateFunction",
  );
  expect(JSON.stringify(created)).not.toMatch(/c2VjcmV0|secret/);
  expect(created.requestParameters).toMatchObject({ code: { s3Bucket: "b" } });
});

test.each([
  ["lambda", "CreateFunction", "CreateFunction20150331"],
  ["lambda", "UpdateFunctionCode", "UpdateFunctionCode20150331v2"],
  ["lambda", "PutFunctionCodeSigningConfig", "PutFunctionCodeSigningConfig"],
  ["lambda", "TagResource", "TagResource20170331v2"],
  ["signer", "TagResource", "TagResource"],
  ["signer", "StartSigningJob", "StartSigningJob"],
])("%s %s is called %s", (service, operation, name) => {
  expect(record(json(200, {}), { service }, operation)).toMatchObject({
    eventName: name,
    eventSource: `${service}.amazonaws.com`,
  });
});

test.each([
  ["arn:aws:iam::123456789012:root", { type: "Root", principalId: "123456789012" }],
  ["arn:aws:iam::123456789012:user/team/anna", { type: "IAMUser", userName: "anna" }],
])("the caller %s", (callerArn, identity) => {
  expect(record(json(200, {}), { callerArn }).userIdentity).toMatchObject({ arn: callerArn, ...identity });
});

test("what only reads is marked, and its answer isn't recorded", () => {
  expect(record(json(200, { jobs: [] }), { service: "signer" }, "ListSigningJobs")).toMatchObject({
    readOnly: true,
    responseElements: null,
  });
});

test("what is too much to record is left out, and nothing that comes makes it fail", () => {
  const large = Buffer.from(JSON.stringify({ platformId: "x".repeat(100_000) }));
  expect(record(json(200, {}), { body: large }).requestParameters).toEqual({
    omitted: true,
    originalSize: expect.any(Number) as number,
  });
  const deep = Buffer.from(`{"a":${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}}`);
  expect(record(json(200, {}), { body: deep }).requestParameters).toEqual({ omitted: true });
  const refused = json(400, { message: "x".repeat(100_000) }, { "x-amzn-errortype": "ValidationException" });
  expect(record(refused).errorMessage).toHaveLength(1024);
});
