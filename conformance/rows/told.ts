import { setTimeout as sleep } from "node:timers/promises";
import { type CallOptions, refusalOf } from "../clients/aws-client";
import { jsonOf } from "../clients/boto3";
import { Deviation, expectEqual, expectMembers, expectThat, member, text } from "../expect";
import { unique } from "../fixtures";
import { handlerThatAnswers, repacked } from "../packages";
import { rowsOf } from "../row";
import type { Stage } from "../stage";
import { guarded, type Guarded } from "./enforcement";
import { ago, revoke } from "./signer-profiles";

const documented = { grade: "documented" as const, client: "boto3" };

/** Events of Signer from now on, as a rule of EventBridge hands them to a queue. */
async function signerEvents({ boto3 }: Stage, options: CallOptions = {}) {
  const name = unique("signer-events").replace("_", "-");
  const { QueueUrl } = await boto3.call("sqs", "CreateQueue", { QueueName: name }, options);
  const { Attributes } = await boto3.call(
    "sqs",
    "GetQueueAttributes",
    { QueueUrl, AttributeNames: ["QueueArn"] },
    options,
  );
  const EventPattern = JSON.stringify({ source: ["aws.signer"] });
  await boto3.call("events", "PutRule", { Name: name, EventPattern }, options);
  const Targets = [{ Id: "queue", Arn: text(Attributes, "QueueArn") }];
  await boto3.call("events", "PutTargets", { Rule: name, Targets }, options);
  /** All events about a job, and of other types; waits until there is one. */
  return async (jobId: string): Promise<Record<string, unknown>[]> => {
    const events: Record<string, unknown>[] = [];
    for (let tries = 0; tries < 20; tries++) {
      const { Messages } = await boto3.call(
        "sqs",
        "ReceiveMessage",
        { QueueUrl, WaitTimeSeconds: 1, MaxNumberOfMessages: 10 },
        options,
      );
      for (const { Body, ReceiptHandle } of (Messages ?? []) as { Body: string; ReceiptHandle: string }[]) {
        const event = jsonOf(Body) ?? {};
        const isOther = event["detail-type"] !== "Signer Job Status Change";
        if (isOther || member(event, "detail.job_id") === jobId) events.push(event);
        await boto3.call("sqs", "DeleteMessage", { QueueUrl, ReceiptHandle }, options);
      }
      if (events.length > 0 && !Messages) return events;
    }
    return events;
  };
}

async function startedJob({ fixtures }: Stage, body: Buffer) {
  const { name } = await fixtures.profile();
  const source = await fixtures.put(body);
  const job = await fixtures.job(source, name);
  return { jobId: text(job, "jobId"), job, source };
}

interface AuditRecord {
  readonly eventName: string;
  readonly eventSource: string;
  readonly errorCode?: string;
  readonly additionalEventData?: Readonly<Record<string, unknown>> | null;
  readonly requestParameters?: Readonly<Record<string, unknown>> | null;
}

/** The records of the audit log that name something in their parameters. */
async function audited({ endpoint }: Stage, eventName: string, named: string): Promise<AuditRecord[]> {
  const response = await fetch(`${endpoint}/_local/audit`);
  if (!response.ok) throw new Deviation("GET /_local/audit", 200, response.status);
  const lines = (await response.text()).trim().split("\n").filter(Boolean);
  return lines
    .map((line) => JSON.parse(line) as AuditRecord)
    .filter(
      (record) => record.eventName === eventName && JSON.stringify(record.requestParameters).includes(named),
    );
}

const lastOf = async (stage: Stage, eventName: string, named: string): Promise<AuditRecord> => {
  const record = (await audited(stage, eventName, named)).at(-1);
  if (!record) throw new Deviation("the audit log", `${eventName} of ${named}`, "no such record");
  return record;
};

async function tolerated({ boto3 }: Stage, FunctionName: string): Promise<number> {
  const { Datapoints } = await boto3.call("cloudwatch", "GetMetricStatistics", {
    Namespace: "AWS/Lambda",
    MetricName: "SignatureValidationErrors",
    Dimensions: [{ Name: "FunctionName", Value: FunctionName }],
    StartTime: new Date(Date.now() - 3_600_000),
    EndTime: new Date(Date.now() + 3_600_000),
    Period: 3600,
    Statistics: ["Sum"],
  });
  return (Datapoints as { Sum: number }[]).reduce((sum, { Sum }) => sum + Sum, 0);
}

const deploy = async ({ fixtures, name }: Guarded, zip: Buffer): Promise<boolean> =>
  (await refusalOf(fixtures.update(name, zip))) === undefined;

export const TOLD = [
  ...rowsOf("Signer", "event", {
    "job-status-change": {
      ...documented,
      claim:
        "A job's end is an event `Signer Job Status Change` of `aws.signer` about the job's ARN, its details in snake case.",
      show: async (stage) => {
        const events = await signerEvents(stage);
        const { jobId, job, source } = await startedJob(stage, await handlerThatAnswers("event"));
        const [event] = await events(jobId);
        expectMembers("the event", event, {
          source: "aws.signer",
          "detail-type": "Signer Job Status Change",
          resources: [`arn:aws:signer:${stage.region}:${stage.accountId}:/signing-jobs/${jobId}`],
        });
        expectMembers("its detail", event!.detail as object, {
          job_id: jobId,
          status: "Succeeded",
          source: { bucketName: source.bucket, key: source.key, version: source.version },
          destination: { bucketName: source.bucket, key: text(job, "signedObject.s3.key") },
        });
      },
    },
    "failed-job": {
      ...documented,
      claim: "A job that fails is told, too.",
      show: async (stage) => {
        const events = await signerEvents(stage);
        const { jobId } = await startedJob(stage, Buffer.from("this is no ZIP"));
        expectEqual(
          "statuses",
          (await events(jobId)).map((event) => member(event, "detail.status")),
          ["Failed"],
        );
      },
    },
    "no-other-events": {
      ...documented,
      claim: "Profiles and revocations make no event of Signer's: its one type is that of jobs.",
      show: async (stage) => {
        const events = await signerEvents(stage);
        await revoke(stage, await stage.fixtures.profile(), ago(60));
        const { jobId } = await startedJob(stage, await handlerThatAnswers("event"));
        await stage.fixtures.signer("RevokeSignature", { jobId, reason: "wrong build" });
        const types = (await events(jobId)).map((event) => event["detail-type"]);
        expectEqual("types of events", [...new Set(types)], ["Signer Job Status Change"]);
      },
    },
    "both-accounts": {
      ...documented,
      claim: "When another account signs with a profile, both accounts get the event.",
      show: async (stage) => {
        const { fixtures, boto3, accountId } = stage;
        const partner = "999999999999";
        const options = { credentials: { accessKeyId: partner, secretAccessKey: "test" } };
        const [own, theirs] = [await signerEvents(stage), await signerEvents(stage, options)];
        const { name } = await fixtures.profile();
        const permission = { action: "signer:StartSigningJob", principal: partner, statementId: "partner" };
        await fixtures.signer("AddProfilePermission", { profileName: name, ...permission });
        const Bucket = unique("partners-events").replace("_", "-");
        const VersioningConfiguration = { Status: "Enabled" };
        await boto3.call("s3", "CreateBucket", { Bucket }, options);
        await boto3.call("s3", "PutBucketVersioning", { Bucket, VersioningConfiguration }, options);
        const Body = await handlerThatAnswers("partner");
        const { VersionId } = await boto3.call("s3", "PutObject", { Bucket, Key: "a.zip", Body }, options);
        const source = { bucket: Bucket, key: "a.zip", version: String(VersionId) };
        const input = { ...fixtures.jobInput(source, name), profileOwner: accountId };
        const jobId = text(await fixtures.signer("StartSigningJob", input, options), "jobId");
        expectEqual("events", [(await own(jobId)).length, (await theirs(jobId)).length], [1, 1]);
      },
    },
    "what-is-not-confirmed": {
      ...documented,
      grade: "unconfirmed",
      claim:
        "For Lambda `platform` is the platform's id, there is no certificate's ARN, and no event when a job starts.",
      show: async (stage) => {
        const events = await signerEvents(stage);
        const { jobId } = await startedJob(stage, await handlerThatAnswers("event"));
        const all = await events(jobId);
        const detail = all[0]?.detail as Record<string, unknown>;
        expectEqual(
          "events, platform and certificate",
          [all.length, detail.platform, detail.certificate_arn],
          [1, "AWSLambda-SHA384-ECDSA", undefined],
        );
      },
    },
  }),
  ...rowsOf("CloudWatch", "metric", {
    "signature-validation-errors": {
      ...documented,
      claim:
        "`AWS/Lambda` `SignatureValidationErrors` counts what Warn let through; what Enforce refused or was signed isn't counted.",
      show: async (stage) => {
        const [lax, strict] = [await guarded(stage, "Warn"), await guarded(stage, "Enforce")];
        const zip = await handlerThatAnswers("unsigned");
        expectEqual("before, signed code was deployed", await tolerated(stage, lax.name), 0);
        expectThat("Warn lets it through", await deploy(lax, zip), "refused");
        expectThat("Enforce doesn't", !(await deploy(strict, zip)), "deployed");
        for (let tries = 0; tries < 50 && (await tolerated(stage, lax.name)) === 0; tries++) await sleep(100);
        expectEqual(
          "under Warn and Enforce",
          [await tolerated(stage, lax.name), await tolerated(stage, strict.name)],
          [1, 0],
        );
      },
    },
    dimension: {
      ...documented,
      grade: "unconfirmed",
      claim: "The metric's dimension is `FunctionName` alone.",
      show: async (stage) => {
        const lax = await guarded(stage, "Warn");
        await deploy(lax, await handlerThatAnswers("unsigned"));
        let found: { Dimensions: { Name: string; Value: string }[] }[] = [];
        for (let tries = 0; tries < 50 && found.length === 0; tries++) {
          const { Metrics } = await stage.boto3.call("cloudwatch", "ListMetrics", {
            Namespace: "AWS/Lambda",
            MetricName: "SignatureValidationErrors",
          });
          found = (Metrics as typeof found).filter(({ Dimensions }) =>
            Dimensions.some(({ Value }) => Value === lax.name),
          );
          await sleep(100);
        }
        expectEqual("Dimensions", found[0]?.Dimensions, [{ Name: "FunctionName", Value: lax.name }]);
      },
    },
  }),
  ...rowsOf("CloudTrail", "audit", {
    "valid-deployment": {
      grade: "measured live",
      client: "SDK for JavaScript",
      claim:
        "Signed deployments are `CreateFunction20150331` and `UpdateFunctionCode20150331v2` with signatureStatus VALID and both ARNs.",
      show: async (stage) => {
        const guard = await guarded(stage, "Enforce");
        const { zip, jobArn } = await guard.sign(await handlerThatAnswers("audited"));
        expectThat("it is deployed", await deploy(guard, zip), "refused");
        const updated = await lastOf(stage, "UpdateFunctionCode20150331v2", guard.name);
        expectEqual("additionalEventData", updated.additionalEventData, {
          signatureStatus: "VALID",
          signingProfileVersionArn: guard.profile.versionArn,
          signingJobArn: jobArn,
        });
        const created = await lastOf(stage, "CreateFunction20150331", guard.name);
        expectEqual("of the creation", created.additionalEventData?.signatureStatus, "VALID");
        expectEqual("eventSource", created.eventSource, "lambda.amazonaws.com");
      },
    },
    "tolerated-deployment": {
      grade: "measured live",
      client: "SDK for JavaScript",
      claim: "An unsigned deployment under Warn has signatureStatus MISMATCH and nothing else.",
      show: async (stage) => {
        const guard = await guarded(stage, "Warn");
        await deploy(guard, await handlerThatAnswers("unsigned"));
        const { additionalEventData } = await lastOf(stage, "UpdateFunctionCode20150331v2", guard.name);
        expectEqual("additionalEventData", additionalEventData, { signatureStatus: "MISMATCH" });
      },
    },
    "refused-deployment": {
      grade: "measured live",
      client: "SDK for JavaScript",
      claim: "A refused deployment has errorCode CodeVerificationFailedException and no additionalEventData.",
      show: async (stage) => {
        const guard = await guarded(stage, "Enforce");
        const { zip } = await guard.sign(await handlerThatAnswers("tampered"));
        const tampered = await repacked(zip, (items) =>
          items.map(([name, body]) => [name, name === "index.js" ? "changed" : body]),
        );
        for (const refused of [await handlerThatAnswers("unsigned"), tampered]) {
          await deploy(guard, refused);
          const { errorCode, additionalEventData } = await lastOf(
            stage,
            "UpdateFunctionCode20150331v2",
            guard.name,
          );
          expectEqual(
            "errorCode and additionalEventData",
            [errorCode, additionalEventData ?? null],
            ["CodeVerificationFailedException", null],
          );
        }
      },
    },
    "revoked-status": {
      grade: "unconfirmed",
      client: "SDK for JavaScript",
      claim: "A revoked signature that Warn lets through has signatureStatus REVOKED.",
      show: async (stage) => {
        const guard = await guarded(stage, "Warn");
        const { zip, jobId } = await guard.sign(await handlerThatAnswers("revoked"));
        await stage.boto3.call("signer", "RevokeSignature", { jobId, reason: "wrong build" });
        await deploy(guard, zip);
        const { additionalEventData } = await lastOf(stage, "UpdateFunctionCode20150331v2", guard.name);
        expectEqual("signatureStatus", additionalEventData?.signatureStatus, "REVOKED");
      },
    },
    "signer-calls": {
      ...documented,
      claim:
        "Calls of Signer are recorded by their API names with eventSource `signer.amazonaws.com`, profiles' and revocations' too.",
      show: async (stage) => {
        const profile = await stage.fixtures.profile();
        await revoke(stage, profile, ago(60));
        for (const eventName of ["PutSigningProfile", "RevokeSigningProfile"]) {
          expectEqual(
            "eventSource",
            (await lastOf(stage, eventName, profile.name)).eventSource,
            "signer.amazonaws.com",
          );
        }
      },
    },
  }),
  ...rowsOf(
    "CloudTrail",
    "audit",
    {
      "expired-status": {
        grade: "unconfirmed",
        client: "SDK for JavaScript",
        claim: "An expired signature that Warn lets through has signatureStatus EXPIRED.",
        show: async (stage) => {
          const guard = await guarded(stage, "Warn", stage.sdk, {
            signatureValidityPeriod: { value: 1, type: "DAYS" },
          });
          const { zip } = await guard.sign(await handlerThatAnswers("expired"));
          await stage.setClockForward(2 * 86_400_000);
          await deploy(guard, zip);
          const { additionalEventData } = await lastOf(stage, "UpdateFunctionCode20150331v2", guard.name);
          expectEqual("signatureStatus", additionalEventData?.signatureStatus, "EXPIRED");
        },
      },
    },
    "own",
  ),
];
