import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { installEmulators } from "../../../local-aws/emulators";
import { boto3, WORKSPACE } from "../boto3-client";
import { end, makeWorkspace, removeWorkspace, run, started, type Run } from "../command";

jest.setTimeout(300_000);

/** Something of each service, as a stack makes it. */
const MAKE = `
import io, zipfile
from botocore.exceptions import ClientError
def package(source):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("index.js", source)
    return held.getvalue()

statement = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "s3:PutObjectAcl", "Resource": "arn:aws:s3:::kept/*"}]})
# Its environment must not tell where the state is: on AWS nothing does.
FIRST = """exports.handler = async () =>
  ["first", ...Object.keys(process.env).filter((name) => /STATE|PERSIST|S3_DATA/.test(name))]"""
s3, signer, functions, kms, iam = client("s3"), client("signer"), client("lambda"), client("kms"), client("iam")
key = kms.create_key(Description="kept", Tags=[{"TagKey": "a", "TagValue": "1"}])["KeyMetadata"]["KeyId"]
kms.create_alias(AliasName="alias/kept", TargetKeyId=key)
kms.enable_key_rotation(KeyId=key)
secret = kms.encrypt(KeyId=key, Plaintext=b"of yesterday")["CiphertextBlob"]

s3.create_bucket(Bucket="kept")
s3.put_bucket_versioning(Bucket="kept", VersioningConfiguration={"Status": "Enabled"})
s3.put_bucket_tagging(Bucket="kept", Tagging={"TagSet": [{"Key": "a", "Value": "1"}]})
s3.put_bucket_policy(Bucket="kept", Policy=statement.replace('"Deny"', '"Deny", "Principal": "*"'))
s3.put_bucket_encryption(Bucket="kept", ServerSideEncryptionConfiguration={"Rules": [
    {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}, "BucketKeyEnabled": True}]})
s3.put_public_access_block(Bucket="kept", PublicAccessBlockConfiguration={"BlockPublicAcls": True,
    "IgnorePublicAcls": True, "BlockPublicPolicy": True, "RestrictPublicBuckets": True})
s3.put_bucket_lifecycle_configuration(Bucket="kept", LifecycleConfiguration={"Rules": [{"ID": "old", "Status": "Enabled",
    "Filter": {"Prefix": ""}, "NoncurrentVersionExpiration": {"NoncurrentDays": 30}}]})
first = s3.put_object(Bucket="kept", Key="hello.zip", Body=package(FIRST),
    Metadata={"made": "by"}, Tagging="b=2", ServerSideEncryption="aws:kms", SSEKMSKeyId=key)["VersionId"]
s3.put_object(Bucket="kept", Key="hello.zip", Body=package("exports.handler = async () => 'second'"))
s3.put_object(Bucket="kept", Key="gone.txt", Body=b"gone")
s3.delete_object(Bucket="kept", Key="gone.txt")

profile = signer.put_signing_profile(profileName="kept", platformId="AWSLambda-SHA384-ECDSA", tags={"a": "1"})
def sign(token):
    job = signer.start_signing_job(profileName="kept", clientRequestToken=token,
        source={"s3": {"bucketName": "kept", "key": "hello.zip", "version": first}},
        destination={"s3": {"bucketName": "kept", "prefix": "signed/"}})["jobId"]
    return job, signer.describe_signing_job(jobId=job)["signedObject"]["s3"]["key"]
job, signed = sign("a-token")
revoked_job, revoked = sign("another-token")
signer.revoke_signature(jobId=revoked_job, reason="known bad")

role = iam.create_role(RoleName="kept", AssumeRolePolicyDocument=statement, Tags=[{"Key": "a", "Value": "1"}])["Role"]["Arn"]
iam.put_role_policy(RoleName="kept", PolicyName="inline", PolicyDocument=statement)
policy = iam.create_policy(PolicyName="kept", PolicyDocument=statement)["Policy"]["Arn"]
iam.attach_role_policy(RoleName="kept", PolicyArn=policy)
iam.attach_role_policy(RoleName="kept", PolicyArn="arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole")
iam.create_open_id_connect_provider(Url="https://app.terraform.io", ClientIDList=["aws.workload.identity"])

config = functions.create_code_signing_config(AllowedPublishers={"SigningProfileVersionArns": [profile["profileVersionArn"]]},
    CodeSigningPolicies={"UntrustedArtifactOnDeployment": "Enforce"})["CodeSigningConfig"]["CodeSigningConfigArn"]
layer = functions.publish_layer_version(LayerName="kept", Content={"S3Bucket": "kept", "S3Key": signed})["LayerVersionArn"]
functions.create_function(FunctionName="kept", Role=role, Runtime="nodejs22.x", Handler="index.handler", Publish=True,
    Code={"S3Bucket": "kept", "S3Key": signed}, CodeSigningConfigArn=config, Layers=[layer], Timeout=7,
    Environment={"Variables": {"STAGE": "kept"}}, Tags={"a": "1"}, KMSKeyArn="arn:aws:kms:us-east-1:123456789012:key/" + key)
functions.get_waiter("function_active_v2").wait(FunctionName="kept", WaiterConfig={"Delay": 1})
functions.create_alias(FunctionName="kept", Name="live", FunctionVersion="1")
functions.put_function_concurrency(FunctionName="kept", ReservedConcurrentExecutions=3)
functions.put_function_event_invoke_config(FunctionName="kept", MaximumRetryAttempts=1, MaximumEventAgeInSeconds=60)
functions.add_permission(FunctionName="kept", StatementId="events", Action="lambda:InvokeFunction", Principal="events.amazonaws.com")

sqs, sns, logs, events, watch, trails = (client(name) for name in ("sqs", "sns", "logs", "events", "cloudwatch", "cloudtrail"))
queue = sqs.create_queue(QueueName="kept", Attributes={"VisibilityTimeout": "0", "KmsMasterKeyId": key}, tags={"a": "1"})["QueueUrl"]
queue_arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
sqs.send_message(QueueUrl=queue, MessageBody="still here")
functions.create_event_source_mapping(FunctionName="kept", EventSourceArn=sqs.get_queue_attributes(
    QueueUrl=sqs.create_queue(QueueName="source")["QueueUrl"], AttributeNames=["QueueArn"])["Attributes"]["QueueArn"])
topic = sns.create_topic(Name="kept", Tags=[{"Key": "a", "Value": "1"}])["TopicArn"]
sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue_arn, Attributes={"RawMessageDelivery": "true"})
logs.create_log_group(logGroupName="kept", tags={"a": "1"})
logs.put_retention_policy(logGroupName="kept", retentionInDays=7)
logs.create_log_stream(logGroupName="kept", logStreamName="one")
import time
logs.put_log_events(logGroupName="kept", logStreamName="one", logEvents=[{"timestamp": int(time.time() * 1000), "message": "a line"}])
logs.put_metric_filter(logGroupName="kept", filterName="kept", filterPattern="bad",
    metricTransformations=[{"metricName": "Bad", "metricNamespace": "Kept", "metricValue": "1"}])
events.put_rule(Name="kept", EventPattern='{"source": ["aws.signer"]}', Tags=[{"Key": "a", "Value": "1"}])
events.put_targets(Rule="kept", Targets=[{"Id": "one", "Arn": topic}])
watch.put_metric_alarm(AlarmName="kept", Namespace="Kept", MetricName="Bad", Statistic="Sum", Period=60, EvaluationPeriods=1,
    Threshold=1, ComparisonOperator="GreaterThanOrEqualToThreshold", AlarmActions=[topic], Tags=[{"Key": "a", "Value": "1"}])
watch.put_metric_data(Namespace="Kept", MetricData=[{"MetricName": "Bad", "Value": 1}])
watch.put_dashboard(DashboardName="kept", DashboardBody='{"widgets": []}')
trails.create_trail(Name="kept", S3BucketName="kept", TagsList=[{"Key": "a", "Value": "1"}])
trails.start_logging(Name="kept")

ec2 = client("ec2")
vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16", TagSpecifications=[{"ResourceType": "vpc", "Tags": [{"Key": "a", "Value": "1"}]}])["Vpc"]["VpcId"]
ec2.modify_vpc_attribute(VpcId=vpc, EnableDnsHostnames={"Value": True})
subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.1.0/24")["Subnet"]["SubnetId"]
one, two = (ec2.create_security_group(GroupName=name, Description=name, VpcId=vpc)["GroupId"] for name in ("one", "two"))
ec2.authorize_security_group_ingress(GroupId=one, IpPermissions=[{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443,
    "UserIdGroupPairs": [{"GroupId": two, "Description": "from two"}]}])
ec2.create_vpc_endpoint(VpcId=vpc, ServiceName="com.amazonaws.us-east-1.logs", VpcEndpointType="Interface", SubnetIds=[subnet],
    SecurityGroupIds=[one], PrivateDnsEnabled=True)
table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)
ec2.create_vpc_endpoint(VpcId=vpc, ServiceName="com.amazonaws.us-east-1.s3", VpcEndpointType="Gateway", RouteTableIds=[table])
ec2.create_flow_logs(ResourceIds=[vpc], ResourceType="VPC", TrafficType="ALL", LogGroupName="kept", DeliverLogsPermissionArn=role)

import base64
result = {"first": first, "key": key, "secret": base64.b64encode(secret).decode(), "job": job, "signed": signed,
    "revoked": revoked, "role": role, "config": config, "queue": queue, "topic": topic, "layer": layer, "vpc": vpc}
`;

/** All that can be read of what was made, without the ids of the requests and what a restart rightly changes. */
const READ = `
import base64, datetime
s3, signer, functions, kms, iam = client("s3"), client("signer"), client("lambda"), client("kms"), client("iam")
sqs, sns, logs, events, watch, trails = (client(name) for name in ("sqs", "sns", "logs", "events", "cloudwatch", "cloudtrail"))
ec2 = client("ec2")
def plain(value):
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items() if name not in ("ResponseMetadata", "Location", "RepositoryType")}
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    if isinstance(value, datetime.datetime):
        return value.isoformat()
    return value if value is None or isinstance(value, (str, int, float, bool)) else value.read().hex()
seen = {
    "versions": s3.list_object_versions(Bucket="kept"),
    "first": s3.get_object(Bucket="kept", Key="hello.zip", VersionId=made["first"]),
    "object tags": s3.get_object_tagging(Bucket="kept", Key="hello.zip", VersionId=made["first"]),
    "bucket": [ask(Bucket="kept") for ask in (s3.get_bucket_versioning, s3.get_bucket_tagging, s3.get_bucket_policy,
        s3.get_bucket_encryption, s3.get_public_access_block, s3.get_bucket_lifecycle_configuration)],
    "buckets": s3.list_buckets()["Buckets"],
    "key": [kms.describe_key(KeyId="alias/kept"), kms.get_key_rotation_status(KeyId=made["key"]),
        kms.list_resource_tags(KeyId=made["key"]), kms.get_key_policy(KeyId=made["key"], PolicyName="default")],
    "secret": kms.decrypt(CiphertextBlob=base64.b64decode(made["secret"]))["Plaintext"].decode(),
    "profile": signer.get_signing_profile(profileName="kept"),
    "jobs": [job for job in signer.list_signing_jobs()["jobs"] if job["jobId"] != made.get("slow", [""])[0]],
    "job": signer.describe_signing_job(jobId=made["job"]),
    "same token": signer.start_signing_job(profileName="kept", clientRequestToken="a-token",
        source={"s3": {"bucketName": "kept", "key": "hello.zip", "version": made["first"]}},
        destination={"s3": {"bucketName": "kept", "prefix": "signed/"}})["jobId"],
    "role": [iam.get_role(RoleName="kept"), iam.get_role_policy(RoleName="kept", PolicyName="inline"),
        iam.list_attached_role_policies(RoleName="kept"), iam.list_policies(Scope="Local"), iam.list_open_id_connect_providers()],
    "config": [functions.get_code_signing_config(CodeSigningConfigArn=made["config"]),
        functions.list_functions_by_code_signing_config(CodeSigningConfigArn=made["config"])],
    "function": [functions.get_function(FunctionName="kept"), functions.get_function(FunctionName="kept", Qualifier="live"),
        functions.list_versions_by_function(FunctionName="kept"), functions.get_alias(FunctionName="kept", Name="live"),
        functions.get_function_event_invoke_config(FunctionName="kept"), functions.get_policy(FunctionName="kept"),
        functions.get_function_code_signing_config(FunctionName="kept"), functions.get_function_concurrency(FunctionName="kept")],
    "mappings": functions.list_event_source_mappings(FunctionName="kept"),
    "layer": functions.get_layer_version_by_arn(Arn=made["layer"]),
    "queue": [sqs.get_queue_attributes(QueueUrl=made["queue"], AttributeNames=["All"]), sqs.list_queue_tags(QueueUrl=made["queue"])],
    "message": sqs.receive_message(QueueUrl=sqs.get_queue_url(QueueName="kept")["QueueUrl"])["Messages"][0]["Body"],
    "topic": [sns.get_topic_attributes(TopicArn=made["topic"]), sns.list_tags_for_resource(ResourceArn=made["topic"]),
        sns.list_subscriptions_by_topic(TopicArn=made["topic"])],
    "logs": [logs.describe_log_groups(logGroupNamePrefix="kept"), logs.get_log_events(logGroupName="kept", logStreamName="one")["events"],
        logs.describe_metric_filters(logGroupName="kept"), logs.list_tags_log_group(logGroupName="kept")],
    "rule": [events.describe_rule(Name="kept"), events.list_targets_by_rule(Rule="kept")],
    "alarm": watch.describe_alarms(AlarmNames=["kept"])["MetricAlarms"],
    "metrics": watch.list_metrics(Namespace="Kept")["Metrics"],
    "dashboard": watch.get_dashboard(DashboardName="kept"),
    "trail": [trails.get_trail(Name="kept"), trails.list_tags(ResourceIdList=[trails.get_trail(Name="kept")["Trail"]["TrailARN"]]),
        trails.get_trail_status(Name="kept")["IsLogging"]],
    "network": [ask(Filters=[{"Name": "vpc-id", "Values": [made["vpc"]]}]) for ask in (ec2.describe_vpcs, ec2.describe_subnets,
        ec2.describe_security_groups, ec2.describe_vpc_endpoints, ec2.describe_route_tables, ec2.describe_network_acls)],
    "all networks": [ec2.describe_vpcs(), ec2.describe_security_group_rules(), ec2.describe_flow_logs()],
    "dns": ec2.describe_vpc_attribute(VpcId=made["vpc"], Attribute="enableDnsHostnames"),
}
result = plain(seen)
`;

/** A job that takes an hour, and so is under way at the end. */
const SLOW = `
import urllib.request
urllib.request.urlopen(urllib.request.Request(client("s3").meta.endpoint_url + "/_local/faults", method="POST",
    data=json.dumps({"kind": "slow-jobs", "milliseconds": 3600000}).encode()))
signer = client("signer")
job = signer.start_signing_job(profileName="kept", clientRequestToken="slow",
    source={"s3": {"bucketName": "kept", "key": "hello.zip", "version": made["first"]}},
    destination={"s3": {"bucketName": "kept", "prefix": "slow/"}})["jobId"]
result = [job, signer.describe_signing_job(jobId=job)["status"]]
`;
const READ_SLOW = `
job = client("signer").describe_signing_job(jobId=made["slow"][0])
result = {"status": job["status"], "reason": job["statusReason"], "has ended": "completedAt" in job}
`;

/** Changes that come just before the end, in each emulator. */
const LAST = `
client("ec2").create_key_pair(KeyName="last")
client("sqs").create_queue(QueueName="last")
client("lambda").create_function(FunctionName="last", Role=made["role"], Runtime="nodejs22.x", Handler="index.handler",
    Code={"S3Bucket": "kept", "S3Key": made["signed"]})
`;
const READ_LAST = `
result = [client("sqs").get_queue_url(QueueName="last")["QueueUrl"].split("/")[-1],
    client("lambda").get_function_configuration(FunctionName="last")["State"],
    *[pair["KeyName"] for pair in client("ec2").describe_key_pairs()["KeyPairs"]]]
`;

/** What AWS decides from what was kept. */
const DECIDE = `
from botocore.exceptions import ClientError
functions = client("lambda")
def deploy(key):
    try:
        functions.update_function_code(FunctionName="kept", S3Bucket="kept", S3Key=key)
        return "accepted"
    except ClientError as error:
        return error.response["Error"]["Code"]
result = {"invoked": json.loads(functions.invoke(FunctionName="kept", Qualifier="live")["Payload"].read()),
    "unsigned": deploy("hello.zip"), "signed": deploy(made["signed"]), "revoked": deploy(made["revoked"])}
`;

type Seen = Record<string, unknown>;

describe.each(["SIGTERM", "SIGKILL"] as const)("a local AWS that keeps its state, over %s", (signal) => {
  let workspace: string;
  let state: string;
  let made: Seen;
  let before: Seen;
  let after: Seen;
  let clockBefore: Date;
  let rootBefore: string;
  let endpoint: string;
  let current: Run;

  const ask = (script: string) => boto3(endpoint, `made = ${JSON.stringify(made ?? {})}\n${script}`);
  const health = async () => (await (await fetch(`${endpoint}/_local/health`)).json()) as { clock: string };
  const root = async () => (await fetch(`${endpoint}/_local/root-certificate`)).text();

  beforeAll(async () => {
    await installEmulators({ workspace: WORKSPACE });
    workspace = makeWorkspace();
    state = join(workspace, "kept");
    current = run(workspace, "--port", "0", "--state", state);
    ({ endpoint } = await started(current, workspace));
    made = (await ask(MAKE)) as Seen;
    before = (await ask(READ)) as Seen;
    await fetch(`${endpoint}/_local/clock`, {
      method: "POST",
      body: JSON.stringify({ forwardMilliseconds: 3_600_000 }),
    });
    clockBefore = new Date((await health()).clock);
    rootBefore = await root();
    made.slow = await ask(SLOW);
    await ask(LAST);
    await end(current, signal);
    current = run(workspace, "--port", "0", "--state", state);
    ({ endpoint } = await started(current, workspace));
    after = (await ask(READ)) as Seen;
  });
  afterAll(async () => {
    await end(current, "SIGTERM");
    await removeWorkspace(workspace);
  });

  test.each([
    "versions",
    "first",
    "object tags",
    "bucket",
    "buckets",
    "key",
    "secret",
    "profile",
    "jobs",
    "job",
    "same token",
    "role",
    "config",
    "function",
    "mappings",
    "layer",
    "queue",
    "message",
    "topic",
    "logs",
    "rule",
    "alarm",
    "metrics",
    "dashboard",
    "trail",
    "network",
    "all networks",
    "dns",
  ])("%s", (name) => {
    expect(before[name]).toBeDefined();
    expect(after[name]).toEqual(before[name]);
  });

  test("a job that was under way has failed, and says why", async () => {
    expect(made.slow).toEqual([expect.any(String), "InProgress"]);
    expect(await ask(READ_SLOW)).toEqual({
      status: "Failed",
      reason: "The local AWS ended while the job was in progress. Start another one.",
      "has ended": true,
    });
  });

  test("what was changed last", async () => {
    expect(await ask(READ_LAST)).toEqual(["last", "Active", "last"]);
  });

  test("what is compared is all that was read", () => {
    expect(Object.keys(after)).toHaveLength(28);
  });

  test("signatures are judged as before", async () => {
    expect(await ask(DECIDE)).toEqual({
      invoked: ["first"],
      unsigned: "CodeVerificationFailedException",
      signed: "accepted",
      revoked: "CodeVerificationFailedException",
    });
  });

  test("the clock is still ahead, and the root the same", async () => {
    const { clock } = await health();
    expect(new Date(clock).getTime() - clockBefore.getTime()).toBeLessThan(120_000);
    expect(new Date(clock).getTime() - Date.now()).toBeGreaterThan(3_590_000);
    expect(await root()).toBe(rootBefore);
  });

  test("nobody else may read any of it", () => {
    const open = readdirSync(state, { recursive: true, withFileTypes: true }).filter(
      (entry) => (statSync(join(entry.parentPath, entry.name)).mode & 0o077) !== 0,
    );
    expect(open.map(({ name }) => name)).toEqual([]);
    expect(statSync(state).mode & 0o777).toBe(0o700);
  });
});
