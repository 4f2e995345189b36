import { startLocalAws, type LocalAws } from "../../../local-aws";
import {
  installEmulators,
  startEmulator,
  type EmulatorName,
  type EmulatorProcess,
} from "../../../local-aws/emulators";
import { boto3, WORKSPACE } from "../boto3-client";

jest.setTimeout(300_000);

/**
 * Each remedy is asked for twice: without it the emulator must still have the fault, or the remedy can go, and with it
 * the fault must be gone.
 */
describe("the remedies", () => {
  const bare = {} as Record<EmulatorName, EmulatorProcess>;
  let localAws: LocalAws;

  beforeAll(async () => {
    const python = await installEmulators({ workspace: WORKSPACE });
    for (const name of ["moto", "ministack"] as const) {
      const environment = { IOT_MTLS_ENABLED: "0", SFTP_ENABLED: "0", DOCKER_HOST: "unix:///nonexistent" };
      bare[name] = await startEmulator({ name, python, workspace: WORKSPACE, environment, bare: true });
    }
    localAws = await startLocalAws({ workspace: WORKSPACE });
  });
  afterAll(async () => {
    await Promise.all([localAws?.stop(), bare.moto?.stop(), bare.ministack?.stop()]);
  });

  const onBoth = async (name: EmulatorName, script: string) => ({
    without: await boto3(`http://127.0.0.1:${bare[name].port}`, script),
    with: await boto3(localAws.endpoint, script),
  });

  test("security-group-rule-descriptions: of rules that refer to a group or a prefix list, moto", async () => {
    const seen = await onBoth(
      "moto",
      `
ec2 = client("ec2")
vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
one, two = (ec2.create_security_group(GroupName=name, Description=name, VpcId=vpc)["GroupId"] for name in ("one", "two"))
lists = ec2.describe_managed_prefix_lists()["PrefixLists"][0]["PrefixListId"]
def https(port=443, **refers):
    return {"IpProtocol": "tcp", "FromPort": port, "ToPort": port, **refers}
ec2.authorize_security_group_ingress(GroupId=one, IpPermissions=[
    https(UserIdGroupPairs=[{"GroupId": two, "Description": "from two & more"}]),
    https(8443, UserIdGroupPairs=[{"GroupId": two, "Description": "from two, 8443"}]),
    https(IpRanges=[{"CidrIp": "10.0.0.0/8", "Description": "from the network"}])])
ec2.authorize_security_group_egress(GroupId=one, IpPermissions=[
    https(UserIdGroupPairs=[{"GroupId": two, "Description": "to two"}]),
    https(PrefixListIds=[{"PrefixListId": lists, "Description": "to the list"}])])
rules = ec2.describe_security_group_rules(Filters=[{"Name": "group-id", "Values": [one]}])["SecurityGroupRules"]
result = sorted(rule["Description"] for rule in rules if rule.get("Description"))
`,
    );
    expect(seen).toEqual({
      without: ["from the network"],
      with: ["from the network", "from two & more", "from two, 8443", "to the list", "to two"],
    });
  });

  test("trail-tags: of a trail created with tags, ministack", async () => {
    const seen = await onBoth(
      "ministack",
      `
client("s3").create_bucket(Bucket="trails")
trails = client("cloudtrail")
arn = trails.create_trail(Name="audit", S3BucketName="trails", TagsList=[{"Key": "a", "Value": "1"}])["TrailARN"]
result = trails.list_tags(ResourceIdList=[arn])["ResourceTagList"][0]["TagsList"]
`,
    );
    expect(seen).toEqual({ without: [], with: [{ Key: "a", Value: "1" }] });
  });

  test("describe_alarms_xml: in the query protocol, which Terraform's provider 5 speaks, ministack", async () => {
    // boto3 speaks JSON or CBOR to CloudWatch by now, so the form is posted by hand and read by boto3's own XML parser.
    const seen = await onBoth(
      "ministack",
      `
import botocore.session, botocore.parsers, urllib.request, urllib.parse
watch = client("cloudwatch")
for name in ("mine", "other"):
    watch.put_metric_alarm(AlarmName=name, AlarmDescription="a & b", Namespace="N", MetricName="M", Statistic="Sum",
        Period=60, EvaluationPeriods=2, Threshold=1.5, ComparisonOperator="GreaterThanThreshold",
        TreatMissingData="notBreaching", Dimensions=[{"Name": "FunctionName", "Value": "f"}],
        AlarmActions=["arn:aws:sns:us-east-1:123456789012:topic"])
def describe(**more):
    form = urllib.parse.urlencode({"Action": "DescribeAlarms", "Version": "2010-08-01", **more}).encode()
    request = urllib.request.Request(watch.meta.endpoint_url, form, {"Authorization":
        "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/monitoring/aws4_request, SignedHeaders=host, Signature=0"})
    with urllib.request.urlopen(request) as answer:
        shape = botocore.session.get_session().get_service_model("cloudwatch").operation_model("DescribeAlarms").output_shape
        parser = botocore.parsers.create_parser("query")
        return parser.parse({"status_code": 200, "headers": dict(answer.headers), "body": answer.read()}, shape)
alarms = describe(**{"AlarmNames.member.1": "mine"})["MetricAlarms"]
page = describe(MaxRecords="1")
fields = ("AlarmDescription", "Statistic", "Period", "TreatMissingData", "Dimensions", "AlarmActions", "ActionsEnabled", "Threshold")
result = {"names": [alarm["AlarmName"] for alarm in alarms], "next": page.get("NextToken"),
    **{field: alarms[0].get(field) for field in fields}}
`,
    );
    expect(seen.with).toEqual({
      names: ["mine"],
      next: "other",
      AlarmDescription: "a & b",
      Statistic: "Sum",
      Period: 60,
      TreatMissingData: "notBreaching",
      Dimensions: [{ Name: "FunctionName", Value: "f" }],
      AlarmActions: ["arn:aws:sns:us-east-1:123456789012:topic"],
      ActionsEnabled: true,
      Threshold: 1.5,
    });
    expect(seen.without).toMatchObject({
      names: ["mine"],
      AlarmDescription: null,
      Dimensions: null,
      Period: null,
    });
  });

  test("metric_filters: a log line counts, and its alarm tells a topic, ministack", async () => {
    const seen = await onBoth(
      "ministack",
      `
import time
logs, watch, sns, sqs = client("logs"), client("cloudwatch"), client("sns"), client("sqs")
logs.create_log_group(logGroupName="audit")
logs.create_log_stream(logGroupName="audit", logStreamName="one")
logs.put_metric_filter(logGroupName="audit", filterName="refused", filterPattern="CodeVerificationFailedException",
    metricTransformations=[{"metricName": "Refused", "metricNamespace": "Signing", "metricValue": "1"}])
topic = sns.create_topic(Name="alarms")["TopicArn"]
queue = sqs.create_queue(QueueName="alarms")["QueueUrl"]
arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
watch.put_metric_alarm(AlarmName="refused", Namespace="Signing", MetricName="Refused", Statistic="Sum", Period=60,
    EvaluationPeriods=1, Threshold=2, ComparisonOperator="GreaterThanOrEqualToThreshold", AlarmActions=[topic])
now = int(time.time() * 1000)
lines = ["errorCode CodeVerificationFailedException", "all is well", "errorCode CodeVerificationFailedException"]
logs.put_log_events(logGroupName="audit", logStreamName="one",
    logEvents=[{"timestamp": now, "message": line} for line in lines])
state = watch.describe_alarms(AlarmNames=["refused"])["MetricAlarms"][0]["StateValue"]
told = sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=1).get("Messages", [])
result = {"state": state, "told": [json.loads(json.loads(m["Body"])["Message"])["NewStateValue"] for m in told]}
`,
    );
    expect(seen).toEqual({
      without: { state: "INSUFFICIENT_DATA", told: [] },
      with: { state: "ALARM", told: ["ALARM"] },
    });
  });

  test("front_decides_service: ministack takes a target for more than a scope", async () => {
    const call = (origin: string, service: string) =>
      fetch(origin, {
        method: "POST",
        body: "{}",
        headers: {
          authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/${service}/aws4_request, Signature=0`,
          "x-amz-target": "TrentService.ListKeys",
          "content-type": "application/x-amz-json-1.1",
        },
      }).then((response) => response.text());
    expect(await call(`http://127.0.0.1:${bare.ministack.port}/`, "s3")).toContain('"Keys"');
    expect(await call(`${localAws.endpoint}/`, "kms")).toContain('"Keys"');
    expect(await call(`${localAws.endpoint}/`, "s3")).not.toContain('"Keys"');
  });

  test("aws_event_sources: ministack lets nobody send an aws.* event, the front's secret does", async () => {
    const python = await installEmulators({ workspace: WORKSPACE });
    const guarded = await startEmulator({
      name: "ministack",
      python,
      workspace: WORKSPACE,
      environment: {
        LOCAL_AWS_INTERNAL_SECRET: "the-secret",
        IOT_MTLS_ENABLED: "0",
        SFTP_ENABLED: "0",
        DOCKER_HOST: "unix:///nonexistent",
      },
    });
    const put = async ({ port }: EmulatorProcess, secret?: string) => {
      const response = await fetch(`http://127.0.0.1:${port}/`, {
        method: "POST",
        body: JSON.stringify({ Entries: [{ Source: "aws.signer", DetailType: "x", Detail: "{}" }] }),
        headers: {
          authorization:
            "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/events/aws4_request, Signature=0",
          "x-amz-target": "AWSEvents.PutEvents",
          ...(secret === undefined ? {} : { "x-local-aws-internal": secret }),
        },
      });
      return ((await response.json()) as { FailedEntryCount: number }).FailedEntryCount;
    };
    try {
      expect([await put(bare.ministack, "the-secret"), await put(guarded)]).toEqual([1, 1]);
      expect([
        await put(guarded, "a guess"),
        await put(guarded, ""),
        await put(guarded, "the-secret"),
      ]).toEqual([1, 1, 0]);
    } finally {
      await guarded.stop();
    }
  });
});
