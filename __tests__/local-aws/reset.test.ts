import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startLocalAws, type LocalAws } from "../../local-aws";
import { pinnedVersions } from "../../local-aws/emulators";
import { StateDirectory } from "../../local-aws/state";
import { boto3, WORKSPACE } from "./boto3-client";

jest.setTimeout(300_000);

const MAKE = `
import io, zipfile
held = io.BytesIO()
with zipfile.ZipFile(held, "w") as archive:
    archive.writestr("index.js", "exports.handler = async () => 1")
s3, signer, functions = client("s3"), client("signer"), client("lambda")
s3.create_bucket(Bucket="code")
s3.put_bucket_versioning(Bucket="code", VersioningConfiguration={"Status": "Enabled"})
version = s3.put_object(Bucket="code", Key="a.zip", Body=held.getvalue())["VersionId"]
arn = signer.put_signing_profile(profileName="mine", platformId="AWSLambda-SHA384-ECDSA")["profileVersionArn"]
start = {"profileName": "mine", "destination": {"s3": {"bucketName": "code", "prefix": "s/"}},
    "source": {"s3": {"bucketName": "code", "key": "a.zip", "version": version}}, "clientRequestToken": "token"}
result = signer.start_signing_job(**start)["jobId"]
functions.create_code_signing_config(AllowedPublishers={"SigningProfileVersionArns": [arn]})
functions.create_function(FunctionName="mine", Role="arn:aws:iam::123456789012:role/any", Runtime="nodejs22.x",
    Handler="index.handler", Code={"ZipFile": held.getvalue()})
functions.get_waiter("function_active_v2").wait(FunctionName="mine", WaiterConfig={"Delay": 1})
functions.invoke(FunctionName="mine")
client("iam").create_role(RoleName="mine", AssumeRolePolicyDocument='{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*"}]}')
client("sqs").create_queue(QueueName="mine")
client("kms").create_key()
client("ec2").create_vpc(CidrBlock="10.0.0.0/16")
`;

const READ = `
result = {
    "buckets": client("s3").list_buckets()["Buckets"],
    "profiles": client("signer").list_signing_profiles()["profiles"],
    "jobs": client("signer").list_signing_jobs()["jobs"],
    "configs": client("lambda").list_code_signing_configs()["CodeSigningConfigs"],
    "functions": client("lambda").list_functions()["Functions"],
    "roles": client("iam").list_roles()["Roles"],
    "queues": client("sqs").list_queues().get("QueueUrls", []),
    "keys": client("kms").list_keys()["Keys"],
    "groups": client("logs").describe_log_groups()["logGroups"],
    "networks": [vpc["CidrBlock"] for vpc in client("ec2").describe_vpcs()["Vpcs"] if not vpc["IsDefault"]],
}
`;
const NOTHING = {
  ...{ buckets: [], profiles: [], jobs: [], configs: [], functions: [], roles: [], queues: [], keys: [] },
  ...{ groups: [], networks: [] },
};

describe.each([["in memory"], ["in a folder"]])("a reset of a state %s", (where) => {
  let localAws: LocalAws;
  let folder: string;
  const forgotten: string[] = [];

  const openState = () =>
    where === "in memory" ? undefined : StateDirectory.open(join(folder, "kept"), pinnedVersions());
  const start = () =>
    startLocalAws({
      workspace: WORKSPACE,
      state: openState(),
      resettables: [{ name: "mine", reset: () => void forgotten.push("mine") }],
    });
  const reset = () => fetch(`${localAws.endpoint}/_local/reset`, { method: "POST" });
  const clock = async () =>
    new Date(((await (await fetch(`${localAws.endpoint}/_local/health`)).json()) as { clock: string }).clock);

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "reset-"));
    localAws = await start();
  });
  afterAll(async () => {
    await localAws?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test("leaves nothing of what there was, sets the clock right, and keeps the root", async () => {
    const { endpoint, rootCertificate } = localAws;
    const first = await boto3(endpoint, MAKE);
    localAws.clock.setForward(86_400_000);
    const response = await reset();
    expect([response.status, await response.json()]).toEqual([200, { reset: true }]);
    expect(await boto3(endpoint, READ)).toEqual(NOTHING);
    expect(Math.abs((await clock()).getTime() - Date.now())).toBeLessThan(60_000);
    expect(await (await fetch(`${endpoint}/_local/root-certificate`)).text()).toBe(rootCertificate);
    expect(forgotten).toEqual(["mine"]);
    // All of it can be made again, the job of the same token too.
    expect(await boto3(endpoint, MAKE)).not.toBe(first);
    expect((await reset()).status).toBe(200);
  });

  test("a job that runs meanwhile leaves nothing either, in a bucket of the same name neither", async () => {
    const { endpoint } = localAws;
    const bucket = `
s3 = client("s3")
s3.create_bucket(Bucket="code")
s3.put_bucket_versioning(Bucket="code", VersioningConfiguration={"Status": "Enabled"})
`;
    const signing = boto3(
      endpoint,
      `
import io, os, threading, zipfile
held = io.BytesIO()
with zipfile.ZipFile(held, "w") as archive:
    archive.writestr("large.bin", os.urandom(24_000_000))
signer = client("signer")
${bucket}
version = s3.put_object(Bucket="code", Key="a.zip", Body=held.getvalue())["VersionId"]
signer.put_signing_profile(profileName="mine", platformId="AWSLambda-SHA384-ECDSA")
def sign(_):
    try:
        signer.start_signing_job(profileName="mine", destination={"s3": {"bucketName": "code", "prefix": "s/"}},
            source={"s3": {"bucketName": "code", "key": "a.zip", "version": version}})
    except Exception as error:
        pass
jobs = [threading.Thread(target=sign, args=(n,)) for n in range(4)]
import urllib.request, time
[job.start() for job in jobs]
time.sleep(0.15)
inProgress = len(signer.list_signing_jobs(status="InProgress")["jobs"])
urllib.request.urlopen(urllib.request.Request("${endpoint}/_local/reset", method="POST"))
${bucket}
[job.join() for job in jobs]
time.sleep(2)
result = [inProgress > 0, signer.list_signing_jobs()["jobs"], signer.list_signing_profiles()["profiles"],
    [o["Key"] for o in s3.list_objects_v2(Bucket="code").get("Contents", [])]]
`,
    );
    expect(await signing).toEqual([true, [], [], []]);
    await reset();
  });

  test("lets requests that come meanwhile wait, and then answers them", async () => {
    const under = reset();
    const list = () => boto3(localAws.endpoint, READ);
    expect(await Promise.all([list(), list(), under.then(({ status }) => status)])).toEqual([
      NOTHING,
      NOTHING,
      200,
    ]);
    const statuses = await Promise.all([
      reset().then(({ status }) => status),
      ...Array.from({ length: 40 }, async (_, at) => {
        await new Promise((done) => setTimeout(done, at * 15));
        // Each caller is another one, whom nobody has been asked about before.
        const authorization = `AWS4-HMAC-SHA256 Credential=key${at}/20260101/us-east-1/signer/aws4_request, Signature=0`;
        return (await fetch(`${localAws.endpoint}/signing-profiles`, { headers: { authorization } })).status;
      }),
    ]);
    expect(new Set(statuses)).toEqual(new Set([200]));
  });

  test("two at once are one after the other", async () => {
    const both = await Promise.all([reset(), reset()]);
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    expect(await boto3(localAws.endpoint, READ)).toEqual(NOTHING);
  });

  test("says what could not be reset, and goes on", async () => {
    const failing = await startLocalAws({
      workspace: WORKSPACE,
      resettables: [{ name: "the audit log", reset: () => Promise.reject(new Error("disk full")) }],
    });
    try {
      const response = await fetch(`${failing.endpoint}/_local/reset`, { method: "POST" });
      expect([response.status, await response.json()]).toEqual([
        500,
        { error: "Not all was reset, so restart the local AWS. the audit log: disk full" },
      ]);
      expect(await boto3(failing.endpoint, READ)).toEqual(NOTHING);
    } finally {
      await failing.stop();
    }
  });
});

test("a reset is there after a restart, too: nothing comes back", async () => {
  const folder = mkdtempSync(join(tmpdir(), "reset-"));
  const start = () =>
    startLocalAws({
      workspace: WORKSPACE,
      state: StateDirectory.open(join(folder, "kept"), pinnedVersions()),
    });
  const first = await start();
  await boto3(first.endpoint, MAKE);
  expect((await fetch(`${first.endpoint}/_local/reset`, { method: "POST" })).status).toBe(200);
  await first.stop();
  const records = join(folder, "kept", "records");
  expect(readdirSync(records).map((name) => readFileSync(join(records, name), "utf8"))).toEqual(
    readdirSync(records).map(() => ""),
  );
  const kept = readdirSync(join(folder, "kept", "ministack"), { recursive: true }) as string[];
  expect(kept.filter((name) => /^s3.\d+.code|\.zip$/.test(name))).toEqual([]);

  const second = await start();
  try {
    expect(await boto3(second.endpoint, READ)).toEqual(NOTHING);
  } finally {
    await second.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});
