import { createHash, randomBytes } from "node:crypto";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import {
  CreateBucketCommand,
  GetObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { ListSigningPlatformsCommand, SignerClient } from "@aws-sdk/client-signer";
import { startLocalAws, type LocalAws } from "../../local-aws";
import { boto3, WORKSPACE } from "./boto3-client";
import { descendantsOf, isOpen } from "./descendants";

jest.setTimeout(300_000);

const zipOf = (source: string) => `
import io, zipfile
def package(source):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("index.js", source)
    return held.getvalue()
unsigned = package(${JSON.stringify(source)})
`;

describe("the local AWS", () => {
  let localAws: LocalAws;
  let client: {
    endpoint: string;
    region: string;
    credentials: { accessKeyId: string; secretAccessKey: string };
  };

  beforeAll(async () => {
    localAws = await startLocalAws({ workspace: WORKSPACE });
    client = {
      endpoint: localAws.endpoint,
      region: "us-east-1",
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    };
  });
  afterAll(() => localAws?.stop());

  test("answers every service that it lists, under one account", async () => {
    const { services, emulators, accountId, rootCertificate } = (await (
      await fetch(`${localAws.endpoint}/_local/health`)
    ).json()) as { services: string[]; emulators: object; accountId: string; rootCertificate: string };
    expect(emulators).toEqual({ moto: "5.2.5", ministack: "1.5.33" });
    expect(rootCertificate).toBe(localAws.rootCertificate);
    expect(accountId).toBe("123456789012");
    const answers = await boto3(
      localAws.endpoint,
      `
calls = dict(cloudtrail=lambda c: c.describe_trails(), ec2=lambda c: c.describe_vpcs(), events=lambda c: c.list_rules(),
    iam=lambda c: c.list_roles(), kms=lambda c: c.list_keys(), logs=lambda c: c.describe_log_groups(),
    s3=lambda c: c.list_buckets(), signer=lambda c: c.list_signing_profiles(), sns=lambda c: c.list_topics(),
    sqs=lambda c: c.list_queues(), sts=lambda c: c.get_caller_identity(), cloudwatch=lambda c: c.describe_alarms())
calls["lambda"] = lambda c: c.list_functions()
result = {name: call(client(name))["ResponseMetadata"]["HTTPStatusCode"] for name, call in calls.items()}
result["account"] = client("sts").get_caller_identity()["Account"]
result["owner"] = client("ec2").describe_vpcs()["Vpcs"][0]["OwnerId"]
`,
    );
    const asked = Object.keys(answers as object).map((name) => (name === "cloudwatch" ? "monitoring" : name));
    expect(asked).toEqual(expect.arrayContaining(services));
    const { account, owner, ...statuses } = answers as Record<string, unknown>;
    expect([account, owner]).toEqual(["123456789012", "123456789012"]);
    expect(new Set(Object.values(statuses))).toEqual(new Set([200]));
  });

  test("keeps a 60 MB object unchanged, put and got by different clients", async () => {
    const s3 = new S3Client({ ...client, forcePathStyle: true });
    await s3.send(new CreateBucketCommand({ Bucket: "large-objects" }));
    await s3.send(
      new PutBucketVersioningCommand({
        Bucket: "large-objects",
        VersioningConfiguration: { Status: "Enabled" },
      }),
    );
    const body = randomBytes(60 * 1024 * 1024);
    const sha256 = createHash("sha256").update(body).digest("hex");
    const { VersionId } = await s3.send(
      new PutObjectCommand({ Bucket: "large-objects", Key: "a b+c/ä", Body: body }),
    );
    expect(VersionId).toMatch(/\S+/);
    const seen = await boto3(
      localAws.endpoint,
      `
import hashlib
s3 = client("s3")
got = s3.get_object(Bucket="large-objects", Key="a b+c/ä", VersionId=${JSON.stringify(VersionId)})["Body"].read()
put = s3.put_object(Bucket="large-objects", Key="back", Body=got)
url = s3.generate_presigned_url("get_object", Params={"Bucket": "large-objects", "Key": "back"})
result = {"sha256": hashlib.sha256(got).hexdigest(), "url": url}
`,
    );
    expect(seen).toMatchObject({ sha256 });
    const presigned = await fetch((seen as { url: string }).url);
    expect(
      createHash("sha256")
        .update(Buffer.from(await presigned.arrayBuffer()))
        .digest("hex"),
    ).toBe(sha256);
    const back = await s3.send(new GetObjectCommand({ Bucket: "large-objects", Key: "back" }));
    expect((await back.Body?.transformToByteArray())?.length).toBe(body.length);
    s3.destroy();
  });

  test("signs, deploys only what is signed, and runs it in an environment that has nothing of ours", async () => {
    const outcome = await boto3(
      localAws.endpoint,
      `
import time, urllib.request
${zipOf("exports.handler = async (event) => ({ event, env: process.env, node: process.version })")}
s3, signer, functions = client("s3"), client("signer"), client("lambda")
s3.create_bucket(Bucket="packages")
s3.put_bucket_versioning(Bucket="packages", VersioningConfiguration={"Status": "Enabled"})
version = s3.put_object(Bucket="packages", Key="unsigned.zip", Body=unsigned)["VersionId"]
profile = signer.put_signing_profile(profileName="boto3", platformId="AWSLambda-SHA384-ECDSA")
job = signer.start_signing_job(profileName="boto3",
    source={"s3": {"bucketName": "packages", "key": "unsigned.zip", "version": version}},
    destination={"s3": {"bucketName": "packages", "prefix": "signed/"}})["jobId"]
signer.get_waiter("successful_signing_job").wait(jobId=job, WaiterConfig={"Delay": 1, "MaxAttempts": 20})
signed = signer.describe_signing_job(jobId=job)["signedObject"]["s3"]
config = functions.create_code_signing_config(
    AllowedPublishers={"SigningProfileVersionArns": [profile["profileVersionArn"]]},
    CodeSigningPolicies={"UntrustedArtifactOnDeployment": "Enforce"})["CodeSigningConfig"]["CodeSigningConfigArn"]
def create(name, code):
    return functions.create_function(FunctionName=name, Role="arn:aws:iam::123456789012:role/any", Code=code,
        Runtime="nodejs22.x", Handler="index.handler", CodeSigningConfigArn=config)
try:
    create("refused", {"ZipFile": unsigned})
    refused = "accepted"
except ClientError as error:
    refused = error.response["Error"]["Code"]
created = create("signed", {"S3Bucket": signed["bucketName"], "S3Key": signed["key"]})
functions.get_waiter("function_active_v2").wait(FunctionName="signed", WaiterConfig={"Delay": 1})
location = functions.get_function(FunctionName="signed")["Code"]["Location"]
with urllib.request.urlopen(location) as download:
    names = zipfile.ZipFile(io.BytesIO(download.read())).namelist()
result = {"refused": refused, "job": created["SigningJobArn"].endswith(job), "names": names}
`,
    );
    expect(outcome).toEqual({
      refused: "CodeVerificationFailedException",
      job: true,
      names: ["index.js", "META_INF/", "META_INF/aws_signer_signature_v1.0.SF"],
    });
    process.env.A_SECRET_OF_THE_USER = "do not pass on";
    const lambda = new LambdaClient(client);
    const { Payload } = await lambda.send(new InvokeCommand({ FunctionName: "signed", Payload: '{"a":1}' }));
    lambda.destroy();
    const answer = JSON.parse(Buffer.from(Payload ?? []).toString()) as {
      event: object;
      env: object;
      node: string;
    };
    expect(answer).toMatchObject({ event: { a: 1 }, node: process.version });
    expect(answer.env).toMatchObject({ AWS_ENDPOINT_URL: localAws.endpoint, AWS_REGION: "us-east-1" });
    for (const name of ["A_SECRET_OF_THE_USER", "LOCAL_AWS_INTERNAL_SECRET", "HOME"]) {
      expect(answer.env).not.toHaveProperty(name);
    }
  });

  test("lets nobody deploy past the checks by dressing Lambda's request as another service's", async () => {
    const ZipFile = await boto3(
      localAws.endpoint,
      `
${zipOf("exports.handler = async () => 1")}
import base64
result = base64.b64encode(unsigned).decode()
`,
    );
    const scope = (service: string) => `20260101/us-east-1/${service}/aws4_request`;
    const signed = (credential: string) => ({
      authorization: `AWS4-HMAC-SHA256 Credential=${credential}, Signature=0`,
    });
    const create = (name: string, headers: Record<string, string>, query = "") =>
      fetch(`${localAws.endpoint}/2015-03-31/functions${query}`, {
        method: "POST",
        body: JSON.stringify({
          FunctionName: `created-${name}`,
          Role: "arn:aws:iam::123456789012:role/any",
          Runtime: "nodejs22.x",
          Handler: "index.handler",
          Code: { ZipFile },
        }),
        headers: { "content-type": "application/json", ...headers },
      });
    const { services } = (await (await fetch(`${localAws.endpoint}/_local/health`)).json()) as {
      services: string[];
    };
    const others = services.filter((service) => service !== "lambda");
    expect(others).toEqual(expect.arrayContaining(["s3", "sqs", "iam", "kms", "events", "ec2"]));
    for (const service of others) {
      const ofService = signed(`test/${scope(service)}`);
      await create(`by-target-${service}`, { ...ofService, "x-amz-target": "AWSLambda.CreateFunction" });
      await create(`by-our-header-${service}`, { ...ofService, "x-local-aws-service": "lambda" });
      // Read from its beginning, the first is Lambda's scope.
      await create(`by-access-key-${service}`, signed(`test/${scope("lambda")}/${scope(service)}`));
      await create(`by-path-${service}`, {}, `?X-Amz-Credential=test/${scope(service)}`);
      await create(`by-both-${service}`, signed("test"), `?X-Amz-Credential=test/${scope(service)}`);
    }
    expect((await create("as-lambda", signed(`test/${scope("lambda")}`))).status).toBe(201);
    const listed = (await boto3(
      localAws.endpoint,
      `result = [f["FunctionName"] for f in client("lambda").list_functions()["Functions"]]`,
    )) as string[];
    expect(listed.filter((name) => name.startsWith("created-"))).toEqual(["created-as-lambda"]);
  });

  test("lets clients send no event in AWS's name", async () => {
    const outcome = await boto3(
      localAws.endpoint,
      `
def put(source):
    entry = {"Source": source, "DetailType": "x", "Detail": "{}"}
    return client("events").put_events(Entries=[entry])["Entries"][0].get("ErrorCode", "accepted")
result = [put("aws.signer"), put("my.own")]
`,
    );
    expect(outcome).toEqual(["NotAuthorizedForSourceException", "accepted"]);
  });

  test("names the role that a job is requested by", async () => {
    const outcome = await boto3(
      localAws.endpoint,
      `
role = client("iam").create_role(RoleName="signer-role", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
keys = client("sts").assume_role(RoleArn=role, RoleSessionName="ci")["Credentials"]
theirs = boto3.client("signer", endpoint_url="${localAws.endpoint}", region_name="us-east-1",
    aws_access_key_id=keys["AccessKeyId"], aws_secret_access_key=keys["SecretAccessKey"], aws_session_token=keys["SessionToken"])
s3, signer = client("s3"), client("signer")
s3.create_bucket(Bucket="callers")
s3.put_bucket_versioning(Bucket="callers", VersioningConfiguration={"Status": "Enabled"})
${zipOf("1")}
version = s3.put_object(Bucket="callers", Key="a.zip", Body=unsigned)["VersionId"]
signer.put_signing_profile(profileName="callers", platformId="AWSLambda-SHA384-ECDSA")
def requested(by):
    job = by.start_signing_job(profileName="callers", destination={"s3": {"bucketName": "callers", "prefix": "s/"}},
        source={"s3": {"bucketName": "callers", "key": "a.zip", "version": version}})["jobId"]
    return by.describe_signing_job(jobId=job)["requestedBy"]
result = [requested(signer), requested(theirs)]
`,
    );
    expect(outcome).toEqual([
      "arn:aws:iam::123456789012:root",
      "arn:aws:sts::123456789012:assumed-role/signer-role/ci",
    ]);
  });

  test("stops without leaving a process or a port, however often it is told to", async () => {
    const other = await startLocalAws({ workspace: WORKSPACE });
    const signer = new SignerClient({ ...client, endpoint: other.endpoint });
    expect((await signer.send(new ListSigningPlatformsCommand({}))).platforms?.length).toBeGreaterThan(0);
    signer.destroy();
    const port = Number(new URL(other.endpoint).port);
    const before = descendantsOf(process.pid);
    await Promise.all([other.stop(), other.stop()]);
    expect(await isOpen(port)).toBe(false);
    expect(descendantsOf(process.pid).length).toBeLessThanOrEqual(before.length - 2);
    expect((await fetch(`${localAws.endpoint}/_local/health`)).status).toBe(200);
  });
});
