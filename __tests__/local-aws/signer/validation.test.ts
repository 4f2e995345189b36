import { PutSigningProfileCommand } from "@aws-sdk/client-signer";
import {
  ACCOUNT,
  BUCKET,
  createBucket,
  type Harness,
  LAMBDA_PLATFORM,
  putProfile,
  REGION,
  START_TIMEOUT,
  startHarness,
  startJob,
  zipOf,
} from "./harness";
import { type Input, readModel, requestOf, violationsOf } from "./model";

/*
 * Clients refuse much of what the model doesn't allow by themselves, so these requests are written by hand; what to
 * write comes out of botocore's model.
 */

const ARN = `arn:aws:signer:${REGION}:${ACCOUNT}:/signing-profiles/valid`;
const CERTIFICATE = `arn:aws:acm:${REGION}:${ACCOUNT}:certificate/12345678-1234-1234-1234-123456789012`;

/** For each operation an input that is allowed and has every member that the model constrains. */
const VALID: Readonly<Record<string, Input>> = {
  AddProfilePermission: {
    profileName: "valid",
    profileVersion: "0123456789",
    action: "signer:StartSigningJob",
    principal: "210987654321",
    statementId: "build",
  },
  CancelSigningProfile: { profileName: "nobody" },
  DescribeSigningJob: { jobId: "some-job" },
  GetRevocationStatus: {
    signatureTimestamp: "2026-01-31T12:00:00Z",
    platformId: "Notation-OCI-SHA384-ECDSA",
    profileVersionArn: `${ARN}/0123456789`,
    jobArn: `arn:aws:signer:${REGION}:${ACCOUNT}:/signing-jobs/some-job`,
    certificateHashes: ["ab".repeat(96)],
  },
  GetSigningPlatform: { platformId: LAMBDA_PLATFORM },
  GetSigningProfile: { profileName: "valid", profileOwner: ACCOUNT },
  ListProfilePermissions: { profileName: "valid" },
  ListSigningJobs: {
    status: "Succeeded",
    platformId: LAMBDA_PLATFORM,
    requestedBy: "someone",
    maxResults: 25,
    isRevoked: true,
    signatureExpiresBefore: "2026-01-31T12:00:00Z",
    signatureExpiresAfter: "2026-01-31T12:00:00Z",
    jobInvoker: ACCOUNT,
  },
  ListSigningPlatforms: { category: "AWS", partner: "AWSLambda", target: "SHA384-ECDSA", maxResults: 25 },
  ListSigningProfiles: {
    includeCanceled: true,
    maxResults: 25,
    platformId: LAMBDA_PLATFORM,
    statuses: ["Active"],
  },
  ListTagsForResource: { resourceArn: ARN },
  PutSigningProfile: {
    profileName: "devices",
    platformId: "AmazonFreeRTOS-Default",
    signingMaterial: { certificateArn: CERTIFICATE },
    signatureValidityPeriod: { value: 1, type: "MONTHS" },
    overrides: {
      signingConfiguration: { encryptionAlgorithm: "RSA", hashAlgorithm: "SHA256" },
      signingImageFormat: "JSONEmbedded",
    },
    signingParameters: { certname: "code.pem" },
    tags: { team: "claims" },
  },
  RemoveProfilePermission: { profileName: "valid", revisionId: "1", statementId: "build" },
  RevokeSignature: { jobId: "some-job", jobOwner: ACCOUNT, reason: "leak" },
  RevokeSigningProfile: {
    profileName: "valid",
    profileVersion: "0123456789",
    reason: "leak",
    effectiveTime: 1_769_860_800,
  },
  SignPayload: {
    profileName: "valid",
    profileOwner: ACCOUNT,
    payload: "e30=",
    payloadFormat: "application/vnd.cncf.notary.payload.v1+json",
  },
  StartSigningJob: {
    source: { s3: { bucketName: BUCKET, key: "app.zip", version: "null" } },
    destination: { s3: { bucketName: BUCKET, prefix: "signed/" } },
    profileName: "valid",
    profileOwner: ACCOUNT,
    clientRequestToken: "token",
  },
  TagResource: { resourceArn: ARN, tags: { team: "claims" } },
  UntagResource: { resourceArn: ARN, tagKeys: ["team"] },
};

const model = readModel();
const TAG_OPERATIONS = ["ListTagsForResource", "TagResource", "UntagResource"];

let aws: Harness;

beforeAll(async () => {
  aws = await startHarness();
  await createBucket(aws, BUCKET);
  await putProfile(aws, "valid");
}, START_TIMEOUT);

afterAll(() => aws.stop());

async function send(method: string, target: string, body?: string) {
  const response = await fetch(`${aws.endpoint}${target}`, {
    method,
    body,
    headers: {
      "content-type": "application/json",
      authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${REGION}/signer/aws4_request, SignedHeaders=host, Signature=0`,
    },
  });
  const text = await response.text();
  const answer = (text === "" ? {} : JSON.parse(text)) as { message?: string; code?: string };
  return { status: response.status, type: response.headers.get("x-amzn-errortype"), ...answer };
}

const call = (name: string, input: Input) => {
  const { method, target, body } = requestOf(model, model.operations[name]!, input);
  return send(method, target, body);
};

test("there is an input for each of the model's operations", () => {
  expect(Object.keys(VALID).sort()).toEqual(Object.keys(model.operations).sort());
  expect(Object.keys(VALID)).toHaveLength(19);
});

describe.each(Object.keys(VALID))("%s", (name) => {
  const operation = model.operations[name]!;
  const refusal = TAG_OPERATIONS.includes(name) ? "BadRequestException" : "ValidationException";

  test("takes input as the model has it", async () => {
    const { status, type, message } = await call(name, VALID[name]!);
    expect(message ?? "").not.toMatch(/validation error/);
    // What it says further is of the model, too (that a wrong value is a ValidationException goes without saying).
    if (status >= 400) {
      expect([...operation.errors.map(({ shape }) => shape), "ValidationException"]).toContain(type);
      expect(status).toBe(model.shapes[type!]!.error!.httpStatusCode);
    }
  });

  const violations = violationsOf(model, operation, VALID[name]!);
  if (violations.length > 0) {
    test.each(violations.map(({ what, ...violation }) => [what, violation] as const))(
      "refuses %s",
      async (_what, { input, member }) => {
        const { status, type, code, message } = await call(name, input);
        expect({ status, type, message }).toEqual({
          status: 400,
          type: refusal,
          message: expect.stringMatching(/^\d validation errors? detected: Value /) as string,
        });
        expect(code).toBe(refusal);
        expect(message).toContain(`at '${member}`);
      },
    );
  }

  if (["POST", "PUT"].includes(operation.http.method)) {
    test.each(["{", "[]", "null", '"text"'])("refuses the body %s", async (body) => {
      const { target, method } = requestOf(model, operation, VALID[name]!);
      expect(await send(method, target, body)).toMatchObject({
        status: 400,
        type: refusal,
        code: "SerializationException",
      });
    });
  }
});

test("wrong members are told all at once, as AWS writes them", async () => {
  const { message } = await call("ListSigningJobs", { maxResults: 26, status: "Done", jobInvoker: "me" });
  expect(message).toBe(
    "4 validation errors detected: " +
      "Value '26' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 25; " +
      "Value 'Done' at 'status' failed to satisfy constraint: Member must satisfy enum value set: [InProgress, Failed, Succeeded]; " +
      "Value 'me' at 'jobInvoker' failed to satisfy constraint: Member must have length greater than or equal to 12; " +
      "Value 'me' at 'jobInvoker' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[0-9]{12}$",
  );
});

test.each([
  ["PATCH", "/signing-profiles/valid"],
  ["DELETE", "/signing-jobs/some-job"],
  ["GET", "/signing-profile/valid"],
  ["GET", "/signing-profiles/valid/permissions/build"],
  ["POST", "/"],
])("%s %s is no operation", async (method, path) => {
  expect(await send(method, path)).toMatchObject({ status: 404, type: "UnknownOperationException" });
});

describe("tags are refused", () => {
  test("on what isn't a signing profile", async () => {
    const jobId = await startJob(aws, "valid", await zipOf("tagged"));
    for (const resourceArn of [
      `arn:aws:signer:${REGION}:${ACCOUNT}:/signing-jobs/${jobId}`,
      `arn:aws:s3:::${BUCKET}`,
      "valid",
    ]) {
      expect(await call("TagResource", { resourceArn, tags: { a: "b" } })).toMatchObject({
        status: 400,
        type: "BadRequestException",
      });
    }
  });

  test.each(["ListTagsForResource", "TagResource", "UntagResource"])(
    "by %s on profiles that aren't there",
    async (name) => {
      for (const resourceArn of [
        `${ARN}x`,
        ARN.replace(ACCOUNT, "210987654321"),
        ARN.replace(REGION, "eu-west-1"),
      ]) {
        expect(await call(name, { ...VALID[name]!, resourceArn })).toMatchObject({
          status: 404,
          type: "NotFoundException",
        });
      }
    },
  );

  test("when a profile would have more than 200", async () => {
    const { arn } = await aws.signer.send(
      new PutSigningProfileCommand({
        profileName: "tagged",
        platformId: LAMBDA_PLATFORM,
        tags: Object.fromEntries(Array.from({ length: 200 }, (_, at) => [`key${at}`, ""])),
      }),
    );
    expect(await call("TagResource", { resourceArn: arn!, tags: { key0: "changed" } })).toMatchObject({
      status: 200,
    });
    expect(await call("TagResource", { resourceArn: arn!, tags: { another: "" } })).toMatchObject({
      status: 400,
      type: "BadRequestException",
    });
  });
});

describe("AddProfilePermission refuses", () => {
  const add = (more: Input) => {
    const { profileVersion, ...input } = VALID.AddProfilePermission!;
    expect(profileVersion).toBeDefined();
    return call("AddProfilePermission", { ...input, ...more });
  };

  test.each([
    ["an empty statement id", { statementId: "" }, "ValidationException", "statementId cannot be empty."],
    [
      "a statement id with a dot",
      { statementId: "a.b" },
      "InvalidPermissionStatement",
      "Statement ID must contain only alphanumeric characters, underscores, and dashes",
    ],
    [
      "a statement id of 65 characters",
      { statementId: "a".repeat(65) },
      "InvalidPermissionStatement",
      "Statement ID must be less than 64 characters length",
    ],
    [
      "a user as principal",
      { principal: "arn:aws:iam::210987654321:user/someone" },
      "InvalidPrincipal",
      "Principal is not a valid AWS account id or IAM Role Arn",
    ],
  ])("%s", async (_case, more, code, message) => {
    expect(await add(more)).toMatchObject({ status: 400, type: "ValidationException", code, message });
  });

  test("a version that the profile doesn't have", async () => {
    expect(await add({ profileVersion: "0123456789" })).toMatchObject({
      status: 404,
      type: "ResourceNotFoundException",
      code: "ProfileVersionNotFound",
      message: "Version 0123456789 does not exist for SigningProfile valid.",
    });
  });

  test("a profile that isn't there", async () => {
    expect(await add({ profileName: "nobody" })).toMatchObject({
      status: 404,
      type: "ResourceNotFoundException",
      code: "ProfileNotFound",
      message: "SigningProfile with name nobody does not exist",
    });
  });

  test("nothing of what is right: a statement id of 64 characters", async () => {
    expect(await add({ statementId: "a".repeat(64) })).toMatchObject({ status: 200 });
  });
});
