import {
  type GetFunctionConfigurationCommandOutput,
  GetFunctionConfigurationCommand,
  UpdateFunctionCodeCommand,
} from "@aws-sdk/client-lambda";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import {
  ListSigningJobsCommand,
  RevokeSignatureCommand,
  StartSigningJobCommand,
} from "@aws-sdk/client-signer";
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { clientEnvironment } from "../../local-aws/client-environment";
import { packageDirectory } from "../../packaging";
import { awsClients, type AwsClients } from "../../rehearsal/aws-clients";
import { invoke } from "../../rehearsal/claims";
import { Terraform, terraformEnvironment, workspace } from "../../toolchain";
import { ownWorkspace, type OwnWorkspace } from "../e2e/own-workspace";
import { end, run, started, type Run } from "../local-aws/command";

const MINUTE = 60_000;

/** What the example hasn't: the rest of the services that the local AWS has. */
const MORE = `
resource "aws_sns_topic" "more" {
  name              = "claims"
  kms_master_key_id = module.key.key_arn
}
resource "aws_sqs_queue" "more" {
  name = "claims"
}
resource "aws_sns_topic_subscription" "more" {
  topic_arn = aws_sns_topic.more.arn
  protocol  = "sqs"
  endpoint  = aws_sqs_queue.more.arn
}
resource "aws_lambda_event_source_mapping" "more" {
  event_source_arn = aws_sqs_queue.more.arn
  function_name    = "claims-intake"
  depends_on       = [module.claims]
}
resource "aws_cloudwatch_log_group" "more" {
  name              = "claims"
  retention_in_days = 7
}
resource "aws_cloudwatch_log_metric_filter" "more" {
  name           = "refused"
  log_group_name = aws_cloudwatch_log_group.more.name
  pattern        = "refused"
  metric_transformation {
    name      = "Refused"
    namespace = "Claims"
    value     = "1"
  }
}
resource "aws_cloudwatch_metric_alarm" "more" {
  alarm_name          = "claims"
  comparison_operator = "GreaterThanOrEqualToThreshold"
  evaluation_periods  = 1
  namespace           = "Claims"
  metric_name         = "Refused"
  period              = 60
  statistic           = "Sum"
  threshold           = 1
  alarm_actions       = [aws_sns_topic.more.arn]
}
resource "aws_cloudwatch_dashboard" "more" {
  dashboard_name = "claims"
  dashboard_body = jsonencode({ widgets = [] })
}
resource "aws_cloudwatch_event_rule" "more" {
  name          = "claims"
  event_pattern = jsonencode({ source = ["aws.signer"] })
}
resource "aws_cloudwatch_event_target" "more" {
  rule = aws_cloudwatch_event_rule.more.name
  arn  = aws_sns_topic.more.arn
}
resource "aws_s3_bucket" "trail" {
  bucket        = "claims-trail"
  force_destroy = true
}
resource "aws_cloudtrail" "more" {
  name           = "claims"
  s3_bucket_name = aws_s3_bucket.trail.bucket
}
resource "aws_iam_openid_connect_provider" "more" {
  url            = "https://app.terraform.io"
  client_id_list = ["aws.workload.identity"]
}
`;

// In this order: each test goes on from what the one before it left.
describe("Terraform, with a local AWS that keeps its state", () => {
  let own: OwnWorkspace;
  let localAws: Run;
  let clients: AwsClients;
  let terraform: Terraform;
  let directory: string;
  let packagePath: string;
  let deployed: { bucket: string; key: string; version: string };
  let revoked: typeof deployed;

  beforeAll(async () => {
    own = await ownWorkspace("kept-state");
    const tree = join(own.directory, "tree");
    directory = join(tree, "examples", "plain-terraform", "complete");
    await cp("terraform", join(tree, "terraform"), { recursive: true });
    await mkdir(directory, { recursive: true });
    for (const file of ["main.tf", "outputs.tf", "variables.tf", "src"]) {
      await cp(join("examples", "plain-terraform", "complete", file), join(directory, file), {
        recursive: true,
      });
    }
    await cp(join("examples", "local-aws_override.tf"), join(directory, "local-aws_override.tf"));
    await writeFile(join(directory, "more.tf"), MORE);
    const { path } = await packageDirectory({
      directory: join(directory, "src"),
      outputDirectory: join(directory, "build"),
      name: "claims",
    });
    packagePath = resolve(path);
    await writeFile(join(directory, "test.auto.tfvars.json"), JSON.stringify({ package_path: packagePath }));
    await start();
    await terraform.init();
  }, 5 * MINUTE);
  afterAll(async () => {
    await end(localAws, "SIGTERM");
    own.remove();
  }, MINUTE);

  /** On a free port, which is another one each time. */
  async function start(): Promise<void> {
    localAws = run(own.directory, "--port", "0", "--state", join(own.directory, "kept"));
    const { endpoint } = await started(localAws, own.directory);
    clients = awsClients(endpoint, "us-east-1");
    terraform = new Terraform({
      directory,
      environment: {
        ...own.environment,
        ...(await terraformEnvironment(workspace(own.environment))),
        ...clientEnvironment({ endpoint, region: "us-east-1" }),
      },
    });
  }

  test(
    "is applied, and plans no changes",
    async () => {
      await terraform.apply();
      expect(await terraform.plan()).toMatchObject({ hasChanges: false });
      const { jobs } = await clients.signer.send(new ListSigningJobsCommand({}));
      const [job] = jobs!;
      const { bucketName: bucket, key } = job!.signedObject!.s3!;
      deployed = { bucket: bucket!, key: key!, version: await versionOf(bucket!, key!) };
      revoked = await signAndRevoke(job!.source!.s3!, job!.profileName!, bucket!);
    },
    15 * MINUTE,
  );

  describe.each(["SIGTERM", "SIGKILL"] as const)("after %s and another start", (signal) => {
    beforeAll(async () => {
      await end(localAws, signal);
      await start();
    }, 2 * MINUTE);

    test(
      "plans no changes",
      async () => {
        const { hasChanges, plannedChanges } = await terraform.plan();
        expect(plannedChanges.filter(({ action }) => action !== "read")).toEqual([]);
        expect(hasChanges).toBe(false);
      },
      3 * MINUTE,
    );

    test(
      "the functions answer",
      async () => {
        expect(await invoke(clients.lambda, "claims-intake", {})).toEqual({ stage: "intake" });
        expect(await invoke(clients.lambda, "claims-review", {})).toEqual({ stage: "none" });
      },
      MINUTE,
    );

    test(
      "the signed object of before is still deployed; unsigned and revoked code still isn't",
      async () => {
        await expect(deploy(revoked)).rejects.toMatchObject({ name: "CodeVerificationFailedException" });
        await expect(update({ ZipFile: await readFile(packagePath) })).rejects.toMatchObject({
          name: "CodeVerificationFailedException",
        });
        await expect(deploy(deployed)).resolves.toMatchObject({ FunctionName: "claims-intake" });
        expect((await configuration()).SigningJobArn).toMatch(/^arn:aws:signer:/);
      },
      MINUTE,
    );
  });

  test(
    "is destroyed",
    async () => {
      await terraform.destroy();
    },
    10 * MINUTE,
  );

  const configuration = (): Promise<GetFunctionConfigurationCommandOutput> =>
    clients.lambda.send(new GetFunctionConfigurationCommand({ FunctionName: "claims-intake" }));

  const update = (code: { ZipFile: Buffer } | { S3Bucket: string; S3Key: string; S3ObjectVersion: string }) =>
    clients.lambda.send(new UpdateFunctionCodeCommand({ FunctionName: "claims-intake", ...code }));

  const deploy = ({ bucket, key, version }: typeof deployed) =>
    update({ S3Bucket: bucket, S3Key: key, S3ObjectVersion: version });

  async function versionOf(Bucket: string, Key: string): Promise<string> {
    const { VersionId } = await clients.s3.send(new GetObjectCommand({ Bucket, Key }));
    return VersionId!;
  }

  async function signAndRevoke(
    source: { bucketName?: string; key?: string; version?: string },
    profileName: string,
    bucketName: string,
  ): Promise<typeof deployed> {
    const { jobId } = await clients.signer.send(
      new StartSigningJobCommand({
        profileName,
        source: { s3: source as Required<typeof source> },
        destination: { s3: { bucketName, prefix: "revoked/" } },
      }),
    );
    await clients.signer.send(new RevokeSignatureCommand({ jobId, reason: "known bad" }));
    const key = `revoked/${jobId}.zip`;
    return { bucket: bucketName, key, version: await versionOf(bucketName, key) };
  }
});
