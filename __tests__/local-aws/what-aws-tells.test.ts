import { createPublicKey } from "node:crypto";
import { readFileSync } from "node:fs";
import { startLocalAws, type LocalAws } from "../../local-aws";
import { boto3, WORKSPACE } from "./boto3-client";

jest.setTimeout(300_000);

let localAws: LocalAws;
beforeAll(async () => {
  localAws = await startLocalAws({ workspace: WORKSPACE });
  await boto3(localAws.endpoint, SETUP);
});
afterAll(() => localAws?.stop());

/** Helpers of every script; boto3 shares no line with what it is turned on. */
const PRELUDE = `
import io, time, zipfile
def package(source):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("index.js", source)
    return held.getvalue()
unsigned = package("exports.handler = async () => 1;")
s3, signer, functions = client("s3"), client("signer"), client("lambda")
def start(**more):
    version = s3.put_object(Bucket="artifacts", Key="unsigned.zip", Body=unsigned)["VersionId"]
    source = {"bucketName": "artifacts", "key": "unsigned.zip", "version": version}
    return signer.start_signing_job(source={"s3": source}, destination={"s3": {"bucketName": "artifacts", "prefix": "signed/"}}, profileName="publisher", **more)["jobId"]
def job(id):
    while (found := signer.describe_signing_job(jobId=id))["status"] == "InProgress":
        time.sleep(0.1)
    return found
def config(policy):
    version = signer.get_signing_profile(profileName="publisher")["profileVersionArn"]
    return functions.create_code_signing_config(AllowedPublishers={"SigningProfileVersionArns": [version]}, CodeSigningPolicies={"UntrustedArtifactOnDeployment": policy})["CodeSigningConfig"]["CodeSigningConfigArn"]
def create(name, policy, code):
    return functions.create_function(FunctionName=name, Role="arn:aws:iam::123456789012:role/function", Runtime="nodejs20.x", Handler="index.handler", Code=code, CodeSigningConfigArn=config(policy), Environment={"Variables": {"TOKEN": "top-secret"}})
def refusal(call):
    try:
        call()
    except ClientError as error:
        return {"status": error.response["ResponseMetadata"]["HTTPStatusCode"], **error.response["Error"]}
`;
const SETUP = `${PRELUDE}
s3.create_bucket(Bucket="artifacts")
s3.put_bucket_versioning(Bucket="artifacts", VersioningConfiguration={"Status": "Enabled"})
signer.put_signing_profile(profileName="publisher", platformId="AWSLambda-SHA384-ECDSA")
`;
const run = (script: string) => boto3(localAws.endpoint, PRELUDE + script);
const control = (method: string, path: string, body?: unknown) =>
  fetch(`${localAws.endpoint}/_local/${path}`, {
    method,
    body: body === undefined ? null : JSON.stringify(body),
  });

describe("EventBridge", () => {
  test("Signer's event fires a rule on the default bus, with the keys of its documentation", async () => {
    const { id, version, event } = (await run(`
sqs, events = client("sqs"), client("events")
queue = sqs.create_queue(QueueName="jobs")["QueueUrl"]
arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
events.put_rule(Name="jobs", EventPattern=json.dumps({"source": ["aws.signer"], "detail-type": ["Signer Job Status Change"]}))
events.put_targets(Rule="jobs", Targets=[{"Id": "queue", "Arn": arn}])
id = start()
found = job(id)
message = sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=10)["Messages"][0]
result = {"id": id, "version": found["source"]["s3"]["version"], "event": json.loads(message["Body"])}
`)) as { id: string; version: string; event: Record<string, unknown> };
    expect(event).toMatchObject({
      source: "aws.signer",
      "detail-type": "Signer Job Status Change",
      account: "123456789012",
      region: "us-east-1",
      resources: [`arn:aws:signer:us-east-1:123456789012:/signing-jobs/${id}`],
      detail: {
        job_id: id,
        platform: "AWSLambda-SHA384-ECDSA",
        status: "Succeeded",
        source: { bucketName: "artifacts", key: "unsigned.zip", version },
        destination: { bucketName: "artifacts", key: `signed/${id}.zip` },
      },
    });
  });
});

describe("CloudWatch", () => {
  test("what Warn lets through is counted, signed code and a DryRun aren't", async () => {
    const counts = await run(`
from datetime import datetime, timedelta, timezone
watch = client("cloudwatch")
def count(name):
    now = datetime.now(timezone.utc)
    found = watch.get_metric_statistics(Namespace="AWS/Lambda", MetricName="SignatureValidationErrors", Dimensions=[{"Name": "FunctionName", "Value": name}], StartTime=now - timedelta(hours=1), EndTime=now + timedelta(hours=1), Period=3600, Statistics=["Sum"])
    return sum(point["Sum"] for point in found["Datapoints"])
id = start()
signed = job(id)["signedObject"]["s3"]
create("warned", "Warn", {"S3Bucket": signed["bucketName"], "S3Key": signed["key"]})
functions.get_waiter("function_active_v2").wait(FunctionName="warned", WaiterConfig={"Delay": 1})
result = [count("warned")]
functions.update_function_code(FunctionName="warned", ZipFile=unsigned, DryRun=True)
result.append(count("warned"))
functions.update_function_code(FunctionName="warned", ZipFile=unsigned)
for _ in range(50):
    if count("warned") > 0:
        break
    time.sleep(0.1)
result.append(count("warned"))
`);
    expect(counts).toEqual([0, 0, 1]);
  });
});

describe("the audit log", () => {
  test("tells of each deployment what AWS was measured to tell", async () => {
    await run(`
id = start()
signed = job(id)["signedObject"]["s3"]
create("audited", "Warn", {"S3Bucket": signed["bucketName"], "S3Key": signed["key"]})
functions.get_waiter("function_active_v2").wait(FunctionName="audited", WaiterConfig={"Delay": 1})
functions.update_function_code(FunctionName="audited", ZipFile=unsigned)
refusal(lambda: create("refused", "Enforce", {"ZipFile": unsigned}))
`);
    const { auditLog } = (await (await control("GET", "health")).json()) as { auditLog: string };
    const shown = (await (await control("GET", "audit")).text()).trimEnd().split("\n");
    const records = shown.map((line) => JSON.parse(line) as Record<string, unknown>);
    const of = (name: string, functionName: string) =>
      records.find(
        ({ eventName, requestParameters }) =>
          eventName === name &&
          (requestParameters as { functionName?: string } | null)?.functionName === functionName,
      );
    expect(of("CreateFunction20150331", "audited")?.additionalEventData).toEqual({
      signatureStatus: "VALID",
      signingProfileVersionArn: expect.stringMatching(/:\/signing-profiles\/publisher\/\w{10}$/) as string,
      signingJobArn: expect.stringMatching(/:\/signing-jobs\/[0-9a-f-]{36}$/) as string,
    });
    expect(of("UpdateFunctionCode20150331v2", "audited")?.additionalEventData).toEqual({
      signatureStatus: "MISMATCH",
    });
    const refused = of("CreateFunction20150331", "refused");
    expect(refused).toMatchObject({ errorCode: "CodeVerificationFailedException" });
    expect(refused).not.toHaveProperty("additionalEventData");
    expect(records).toContainEqual(
      expect.objectContaining({ eventSource: "signer.amazonaws.com", eventName: "StartSigningJob" }),
    );
    expect(shown.join()).not.toContain("top-secret");
    expect(readFileSync(auditLog, "utf8")).toContain(shown.at(-1));
  });
});

test("the keys that sign for devices can be had, as openssl reads them", async () => {
  const keys = (await (await control("GET", "device-public-keys")).json()) as Record<string, string>;
  expect(Object.keys(keys)).toEqual(["ECDSA", "RSA"]);
  expect(createPublicKey(keys.ECDSA!).asymmetricKeyType).toBe("ec");
  expect(createPublicKey(keys.RSA!).asymmetricKeyType).toBe("rsa");
});

describe("faults on demand", () => {
  afterEach(() => control("DELETE", "faults"));

  test("a throttled operation, as often as it was asked for", async () => {
    const added = await control("POST", "faults", {
      kind: "throttle",
      service: "signer",
      operation: "StartSigningJob",
      // boto3 tries again once.
      times: 2,
    });
    expect(added.status).toBe(201);
    expect(await run(`result = [refusal(start), job(start())["status"]]`)).toEqual([
      expect.objectContaining({ status: 429, Code: "ThrottlingException" }),
      "Succeeded",
    ]);
  });

  test("S3 denied: to clients, and to the job that reads for its caller", async () => {
    expect(
      await run(`
import urllib.request
def fault(rule):
    urllib.request.urlopen(urllib.request.Request("${localAws.endpoint}/_local/faults", data=json.dumps(rule).encode(), method="POST"))
version = s3.put_object(Bucket="artifacts", Key="unsigned.zip", Body=unsigned)["VersionId"]
fault({"kind": "access-denied", "service": "s3", "operation": "GetObject", "bucket": "artifacts"})
read = refusal(lambda: s3.get_object(Bucket="artifacts", Key="unsigned.zip"))
failed = job(start())
result = [read, failed["status"], failed["statusReason"]]
`),
    ).toEqual([
      expect.objectContaining({ status: 403, Code: "AccessDenied" }),
      "Failed",
      expect.stringContaining("AccessDenied"),
    ]);
  });

  test("a new job isn't found at first, is slow, and fails with the reason", async () => {
    await control("POST", "faults", { kind: "new-jobs-not-found", describes: 1 });
    await control("POST", "faults", { kind: "slow-jobs", milliseconds: 7_000, times: 1 });
    await control("POST", "faults", { kind: "failed-jobs", reason: "Service is unavailable.", times: 1 });
    expect(
      await run(`
id = start()
missing = refusal(lambda: signer.describe_signing_job(jobId=id))
first = signer.describe_signing_job(jobId=id)["status"]
failed = job(id)
result = [missing, first, failed["status"], failed["statusReason"]]
`),
    ).toEqual([
      expect.objectContaining({ status: 404, Code: "ResourceNotFoundException" }),
      "InProgress",
      "Failed",
      "Service is unavailable.",
    ]);
  });

  test("they are listed with how often they struck, and one can be removed", async () => {
    const { id } = (await (
      await control("POST", "faults", { kind: "throttle", service: "lambda" })
    ).json()) as { id: string };
    expect(await run(`result = refusal(functions.list_functions)`)).toMatchObject({
      status: 429,
      Code: "TooManyRequestsException",
    });
    expect(await (await control("GET", "faults")).json()).toEqual({
      faults: [{ id, fault: { kind: "throttle", service: "lambda" }, struck: 2 }],
    });
    expect((await control("DELETE", `faults/${id}`)).status).toBe(204);
    expect((await control("DELETE", `faults/${id}`)).status).toBe(404);
    expect(await run(`result = refusal(functions.list_functions)`)).toBeNull();
  });

  test("what is no fault is refused with what was expected", async () => {
    const refused = await control("POST", "faults", { kind: "earthquake" });
    expect(refused.status).toBe(400);
    expect(((await refused.json()) as { error: string }).error).toMatch(/Expected a fault such as/);
  });
});
