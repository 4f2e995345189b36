import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { EC2Client } from "@aws-sdk/client-ec2";
import { IAMClient } from "@aws-sdk/client-iam";
import { KMSClient } from "@aws-sdk/client-kms";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { S3Client } from "@aws-sdk/client-s3";
import { SignerClient } from "@aws-sdk/client-signer";
import { SQSClient } from "@aws-sdk/client-sqs";
import { TEST_CREDENTIALS } from "../local-aws/settings";

/** AWS SDK clients of everything that the rehearsal asks, all of them pointed at the local AWS. */
export function awsClients(endpoint: string, region: string) {
  const config = {
    endpoint,
    region,
    credentials: TEST_CREDENTIALS,
    maxAttempts: 2,
  };
  return {
    cloudWatch: new CloudWatchClient(config),
    ec2: new EC2Client(config),
    iam: new IAMClient(config),
    kms: new KMSClient(config),
    lambda: new LambdaClient(config),
    logs: new CloudWatchLogsClient(config),
    s3: new S3Client({ ...config, forcePathStyle: true }),
    signer: new SignerClient(config),
    sqs: new SQSClient(config),
  };
}

export type AwsClients = ReturnType<typeof awsClients>;
