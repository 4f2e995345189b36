import {
  CreateBucketCommand,
  GetObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import {
  AddProfilePermissionCommand,
  type AddProfilePermissionCommandInput,
  CancelSigningProfileCommand,
  DescribeSigningJobCommand,
  GetSigningProfileCommand,
  ListSigningJobsCommand,
  ListSigningProfilesCommand,
  ListTagsForResourceCommand,
  PutSigningProfileCommand,
  RevokeSignatureCommand,
  SignerClient,
  SignPayloadCommand,
  StartSigningJobCommand,
} from "@aws-sdk/client-signer";
import { startLocalAws, type LocalAws } from "../../../local-aws";
import { boto3, WORKSPACE } from "../boto3-client";
import { errorOf, LAMBDA_PLATFORM, REGION, START_TIMEOUT, zipOf } from "./harness";

const OWNER = "123456789012";
const INVOKER = "210987654321";
const STRANGER = "333333333333";

let localAws: LocalAws;
let owner: Clients;
let invoker: Clients;
let stranger: Clients;

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

class Clients {
  readonly signer: SignerClient;
  readonly s3: S3Client;

  constructor(credentials: Credentials) {
    const config = { endpoint: localAws.endpoint, region: REGION, credentials, maxAttempts: 1 };
    this.signer = new SignerClient(config);
    this.s3 = new S3Client({ ...config, forcePathStyle: true });
  }

  destroy(): void {
    this.signer.destroy();
    this.s3.destroy();
  }
}

/** An access key of twelve digits is that account's. */
const ofAccount = (account: string) => new Clients({ accessKeyId: account, secretAccessKey: "test" });

beforeAll(async () => {
  localAws = await startLocalAws({ workspace: WORKSPACE });
  owner = ofAccount(OWNER);
  invoker = ofAccount(INVOKER);
  stranger = ofAccount(STRANGER);
  await invoker.s3.send(new CreateBucketCommand({ Bucket: "invokers" }));
  await invoker.s3.send(
    new PutBucketVersioningCommand({
      Bucket: "invokers",
      VersioningConfiguration: { Status: "Enabled" },
    }),
  );
}, START_TIMEOUT);

afterAll(async () => {
  [owner, invoker, stranger].forEach((clients) => clients?.destroy());
  await localAws?.stop();
});

const put = (profileName: string, platformId = LAMBDA_PLATFORM, clients = owner) =>
  clients.signer.send(new PutSigningProfileCommand({ profileName, platformId }));

let statements = 0;
async function allow(
  profileName: string,
  action: string,
  more: Partial<AddProfilePermissionCommandInput> = {},
): Promise<string> {
  const { revisionId } = await owner.signer.send(
    new AddProfilePermissionCommand({
      profileName,
      action: `signer:${action}`,
      principal: INVOKER,
      statementId: `statement-${statements++}`,
      ...more,
    }),
  );
  return revisionId!;
}

/** Signs a package in the invoker's bucket with a profile of the owner's. @returns the job's id. */
async function sign(profileName: string, clients = invoker): Promise<string> {
  const { VersionId: version } = await invoker.s3.send(
    new PutObjectCommand({ Bucket: "invokers", Key: "app.zip", Body: await zipOf("shared") }),
  );
  const { jobId, jobOwner } = await clients.signer.send(
    new StartSigningJobCommand({
      source: { s3: { bucketName: "invokers", key: "app.zip", version } },
      destination: { s3: { bucketName: "invokers", prefix: "signed/" } },
      profileName,
      profileOwner: OWNER,
    }),
  );
  expect(jobOwner).toBe(OWNER);
  return jobId!;
}

const describeAs = (clients: Clients, jobId: string) =>
  clients.signer.send(new DescribeSigningJobCommand({ jobId }));
const jobsOf = async (clients: Clients, filter: { jobInvoker?: string } = {}) => {
  const { jobs } = await clients.signer.send(new ListSigningJobsCommand(filter));
  return jobs!.map(({ jobId }) => jobId);
};
const denied = (account: string, action: string, resource: string) => ({
  name: "AccessDeniedException",
  $metadata: { httpStatusCode: 403 },
  message: `User: arn:aws:iam::${account}:root is not authorized to perform: signer:${action} on resource: arn:aws:signer:${REGION}:${OWNER}:/${resource}`,
});

test("accounts have their own profiles, under the same name too", async () => {
  const { arn } = await put("own");
  const { arn: other } = await put("own", LAMBDA_PLATFORM, invoker);
  expect([arn, other]).toEqual([
    `arn:aws:signer:${REGION}:${OWNER}:/signing-profiles/own`,
    `arn:aws:signer:${REGION}:${INVOKER}:/signing-profiles/own`,
  ]);
  const { profiles } = await invoker.signer.send(new ListSigningProfilesCommand({}));
  expect(profiles!.map((profile) => profile.arn)).toEqual([other]);
  await invoker.signer.send(new CancelSigningProfileCommand({ profileName: "own" }));
  const { status } = await owner.signer.send(new GetSigningProfileCommand({ profileName: "own" }));
  expect(status).toBe("Active");
  const tags = new ListTagsForResourceCommand({ resourceArn: arn });
  expect((await errorOf(invoker.signer.send(tags))).name).toBe("NotFoundException");
});

test("a job across accounts reads and writes the invoker's buckets, is the owner's, and both see it", async () => {
  await put("shared");
  const before = await errorOf(sign("shared"));
  expect(before).toMatchObject(denied(INVOKER, "StartSigningJob", "signing-profiles/shared"));
  // That there is no such profile isn't told, either.
  expect(await errorOf(sign("nowhere"))).toMatchObject(
    denied(INVOKER, "StartSigningJob", "signing-profiles/nowhere"),
  );

  await allow("shared", "StartSigningJob");
  const jobId = await sign("shared");
  for (const clients of [owner, invoker]) {
    expect(await describeAs(clients, jobId)).toMatchObject({
      status: "Succeeded",
      jobOwner: OWNER,
      jobInvoker: INVOKER,
      requestedBy: `arn:aws:iam::${INVOKER}:root`,
      signedObject: { s3: { bucketName: "invokers", key: `signed/${jobId}.zip` } },
    });
    expect(await jobsOf(clients, { jobInvoker: INVOKER })).toContain(jobId);
    expect(await jobsOf(clients)).toContain(jobId);
    expect(await jobsOf(clients, { jobInvoker: OWNER })).not.toContain(jobId);
  }
  expect((await errorOf(describeAs(stranger, jobId))).name).toBe("ResourceNotFoundException");
  expect(await jobsOf(stranger)).toEqual([]);

  const signed = new GetObjectCommand({ Bucket: "invokers", Key: `signed/${jobId}.zip` });
  await invoker.s3.send(signed);
  expect((await errorOf(owner.s3.send(signed))).name).toMatch(/NoSuchBucket|AccessDenied/);
  expect(await errorOf(sign("shared", stranger))).toMatchObject(
    denied(STRANGER, "StartSigningJob", "signing-profiles/shared"),
  );
});

test("the owner's buckets aren't reached with the invoker's credentials", async () => {
  await put("foreign_bucket");
  await allow("foreign_bucket", "StartSigningJob");
  await owner.s3.send(new CreateBucketCommand({ Bucket: "owners" }));
  const start = new StartSigningJobCommand({
    source: { s3: { bucketName: "owners", key: "app.zip", version: "null" } },
    destination: { s3: { bucketName: "invokers" } },
    profileName: "foreign_bucket",
    profileOwner: OWNER,
  });
  expect((await errorOf(invoker.signer.send(start))).message).toContain("owners is not accessible");
});

test("each action needs a permission of its own", async () => {
  await put("actions");
  const get = () =>
    invoker.signer.send(new GetSigningProfileCommand({ profileName: "actions", profileOwner: OWNER }));
  expect(await errorOf(get())).toMatchObject(
    denied(INVOKER, "GetSigningProfile", "signing-profiles/actions"),
  );
  const first = await allow("actions", "GetSigningProfile");
  expect((await get()).arn).toBe(`arn:aws:signer:${REGION}:${OWNER}:/signing-profiles/actions`);
  expect((await errorOf(sign("actions"))).name).toBe("AccessDeniedException");

  const second = await allow("actions", "StartSigningJob", { revisionId: first });
  const jobId = await sign("actions");
  const revoke = (jobOwner?: string) =>
    invoker.signer.send(new RevokeSignatureCommand({ jobId, jobOwner, reason: "leak" }));
  expect(await errorOf(revoke(OWNER))).toMatchObject(
    denied(INVOKER, "RevokeSignature", `signing-jobs/${jobId}`),
  );
  await allow("actions", "RevokeSignature", { revisionId: second });
  // Without an owner, a job is the caller's own.
  expect((await errorOf(revoke())).name).toBe("ResourceNotFoundException");
  await revoke(OWNER);
  expect((await describeAs(owner, jobId)).revocationRecord).toMatchObject({
    reason: "leak",
    revokedBy: `arn:aws:iam::${INVOKER}:root`,
  });
});

test("a permission holds for the profile's version that it names", async () => {
  const { profileVersion } = await put("versioned");
  await allow("versioned", "StartSigningJob", { profileVersion });
  await sign("versioned");
});

test("a permission for a role is one for who has assumed it, and for nobody else in its account", async () => {
  const credentials = (await boto3(
    localAws.endpoint,
    `
def of(account, service):
    return boto3.client(service, endpoint_url="${localAws.endpoint}", region_name="us-east-1",
                        aws_access_key_id=account, aws_secret_access_key="test")
trust = json.dumps({"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": {"AWS": "${INVOKER}"}, "Action": "sts:AssumeRole"}]})
result = {}
for path, name in (("/builds/", "builder"), ("/", "reader")):
    of("${INVOKER}", "iam").create_role(Path=path, RoleName=name, AssumeRolePolicyDocument=trust)
    made = of("${INVOKER}", "sts").assume_role(
        RoleArn=f"arn:aws:iam::${INVOKER}:role{path}{name}", RoleSessionName="session")["Credentials"]
    result[name] = dict(accessKeyId=made["AccessKeyId"], secretAccessKey=made["SecretAccessKey"],
                        sessionToken=made["SessionToken"])
`,
  )) as Record<"builder" | "reader", Credentials>;
  const builder = new Clients(credentials.builder);
  const reader = new Clients(credentials.reader);
  try {
    await put("for_a_role");
    await allow("for_a_role", "StartSigningJob", {
      principal: `arn:aws:iam::${INVOKER}:role/builds/builder`,
    });
    const jobId = await sign("for_a_role", builder);
    expect((await describeAs(invoker, jobId)).requestedBy).toBe(
      `arn:aws:sts::${INVOKER}:assumed-role/builder/session`,
    );
    for (const clients of [reader, invoker, stranger]) {
      expect((await errorOf(sign("for_a_role", clients))).name).toBe("AccessDeniedException");
    }
  } finally {
    builder.destroy();
    reader.destroy();
  }
});

test("payloads are signed across accounts, too", async () => {
  await put("images", "Notation-OCI-SHA384-ECDSA");
  const signPayload = () =>
    invoker.signer.send(
      new SignPayloadCommand({
        profileName: "images",
        profileOwner: OWNER,
        payload: Buffer.from("{}"),
        payloadFormat: "application/vnd.cncf.notary.payload.v1+json",
      }),
    );
  expect(await errorOf(signPayload())).toMatchObject(
    denied(INVOKER, "SignPayload", "signing-profiles/images"),
  );
  await allow("images", "SignPayload");
  const { jobId, jobOwner } = await signPayload();
  expect(jobOwner).toBe(OWNER);
  expect(await describeAs(owner, jobId!)).toMatchObject({ jobOwner: OWNER, jobInvoker: INVOKER });
});

test("code for devices isn't signed across accounts", async () => {
  await owner.signer.send(
    new PutSigningProfileCommand({
      profileName: "devices",
      platformId: "AWSIoTDeviceManagement-SHA256-ECDSA",
      signingMaterial: {
        certificateArn: `arn:aws:acm:${REGION}:${OWNER}:certificate/12345678-1234-1234-1234-123456789012`,
      },
    }),
  );
  await allow("devices", "StartSigningJob");
  expect((await errorOf(sign("devices"))).name).toBe("ValidationException");
});
