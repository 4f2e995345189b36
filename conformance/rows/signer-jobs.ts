import { expectRefusal, refusalOf } from "../clients/aws-client";
import { jsonOf } from "../clients/boto3";
import { expectEqual, expectMatch, expectMembers, expectThat, text } from "../expect";
import { type Fixtures, IOT_PLATFORM, LAMBDA_PLATFORM, NOTATION_PLATFORM, unique } from "../fixtures";
import { handlerThatAnswers, pack } from "../packages";
import { rowsOf } from "../row";
import { fault } from "./faults";
import { ago, revoke } from "./signer-profiles";

const measured = { grade: "measured live" as const, client: "boto3" };
const documented = { grade: "documented" as const, client: "boto3" };

async function ready(fixtures: Fixtures) {
  const { name, version } = await fixtures.profile();
  const source = await fixtures.put(await handlerThatAnswers(unique("job")));
  return { name, version, source, input: fixtures.jobInput(source, name) };
}

/** The platform's limit; a package around them is larger. */
const MOST_BYTES = 250 * 1024 * 1024;

const failedSource = (fixtures: Fixtures) => fixtures.put(Buffer.from("this is no ZIP"));

export const SIGNER_JOBS = [
  ...rowsOf("Signer", "job", {
    "signed-key": {
      ...measured,
      claim: "The signed object's key is the prefix and the job's id, side by side, with `.zip` behind them.",
      show: async ({ fixtures }) => {
        const { name, source } = await ready(fixtures);
        for (const prefix of ["signed/", "no-slash", ""]) {
          const job = await fixtures.job(source, name, prefix);
          expectEqual("signedObject", job.signedObject, {
            s3: { bucketName: source.bucket, key: `${prefix}${text(job, "jobId")}.zip` },
          });
          await fixtures.read(source.bucket, text(job, "signedObject.s3.key"));
        }
      },
    },
    "iot-signed-object": {
      ...measured,
      claim:
        "For IoT the key has no ending, and the object is JSON: size, signature, its algorithm, and where the payload is.",
      show: async ({ fixtures, accountId, region }) => {
        const certificateArn = `arn:aws:acm:${region}:${accountId}:certificate/0af5b0a8-3a94-4a29-8e5d-1d2b2b9a3c11`;
        const { name } = await fixtures.profile({
          platformId: IOT_PLATFORM,
          signingMaterial: { certificateArn },
        });
        const firmware = Buffer.from("firmware 1.0");
        const source = await fixtures.put(firmware, { key: unique("firmware") });
        const job = await fixtures.job(source, name, "iot/");
        const key = text(job, "signedObject.s3.key");
        expectEqual("key", key, `iot/${text(job, "jobId")}`);
        const document = jsonOf((await fixtures.read(source.bucket, key)).toString());
        expectMembers("the object", document, {
          rawPayloadSize: firmware.length,
          signatureAlgorithm: "SHA256withECDSA",
          payloadLocation: { s3: { bucketName: source.bucket, key: source.key, version: source.version } },
        });
        expectMatch("signature", document?.signature, /^[A-Za-z0-9+/]+=*$/);
        expectEqual("members", Object.keys(document ?? {}).sort(), [
          "payloadLocation",
          "rawPayloadSize",
          "signature",
          "signatureAlgorithm",
        ]);
      },
    },
    "succeeds-in-words": {
      ...measured,
      claim:
        "A job that succeeds says `Signing Succeeded`, and has a signed object, a completion and an expiry.",
      show: async ({ fixtures }) => {
        const { name, version, source } = await ready(fixtures);
        const job = await fixtures.job(source, name);
        expectMembers("the job", job, {
          status: "Succeeded",
          statusReason: "Signing Succeeded",
          platformDisplayName: "AWS Lambda",
          profileName: name,
          profileVersion: version,
          jobOwner: /^\d{12}$/,
          jobInvoker: /^\d{12}$/,
          completedAt: /./,
          signatureExpiresAt: /./,
          source: { s3: { bucketName: source.bucket, key: source.key, version: source.version } },
        });
      },
    },
    "fails-without-object": {
      ...measured,
      claim: "A job that fails has a reason, and neither a signed object nor an expiry.",
      show: async ({ fixtures }) => {
        const { name } = await fixtures.profile();
        const job = await fixtures.job(await failedSource(fixtures), name);
        expectMembers("the job", job, { status: "Failed", statusReason: /./ });
        expectEqual(
          "its signed object and expiry",
          [job.signedObject, job.signatureExpiresAt],
          [undefined, undefined],
        );
      },
    },
    "times-are-epoch-seconds": {
      ...documented,
      claim: "Times of a job are numbers, seconds since 1970.",
      show: async ({ fixtures, boto3 }) => {
        const { name, source } = await ready(fixtures);
        const { jobId } = await fixtures.job(source, name);
        const { text: body } = await boto3.exchange("signer", "DescribeSigningJob", { jobId });
        for (const member of ["createdAt", "completedAt", "signatureExpiresAt"]) {
          const time = jsonOf(body)?.[member];
          expectThat(
            `${member} is of this century`,
            typeof time === "number" && time > 1e9 && time < 4.2e9,
            time,
          );
        }
      },
    },
    "no-material-for-lambda": {
      ...documented,
      grade: "unconfirmed",
      claim: "A job for Lambda has neither `overrides` nor `signingMaterial`.",
      show: async ({ fixtures }) => {
        const { name, source } = await ready(fixtures);
        const job = await fixtures.job(source, name);
        expectEqual(
          "overrides and signingMaterial",
          [job.overrides, job.signingMaterial],
          [undefined, undefined],
        );
      },
    },
    "token-is-filled-in": {
      ...documented,
      claim: "Clients fill in the request token by themselves; each call starts a job of its own.",
      client: "SDK for JavaScript",
      show: async ({ sdk, fixtures }) => {
        const { input } = await ready(fixtures);
        const withoutToken = { ...input, clientRequestToken: undefined };
        const [one, other] = [
          await sdk.call("signer", "StartSigningJob", withoutToken),
          await sdk.call("signer", "StartSigningJob", withoutToken),
        ];
        expectThat("two jobs", text(one, "jobId") !== text(other, "jobId"), one);
      },
    },
    "token-is-idempotent": {
      ...documented,
      claim:
        "Calls with a token that was used answer as the first one did; another token starts another job.",
      show: async ({ fixtures }) => {
        const { input } = await ready(fixtures);
        const first = await fixtures.signer("StartSigningJob", input);
        expectEqual(
          "the second answer",
          text(await fixtures.signer("StartSigningJob", input), "jobId"),
          first.jobId,
        );
        const other = await fixtures.signer("StartSigningJob", {
          ...input,
          clientRequestToken: unique("token"),
        });
        expectThat("another job", other.jobId !== first.jobId, other);
      },
    },
    "token-with-other-input": {
      ...documented,
      grade: "unconfirmed",
      claim: "A used token with other input answers as the first call did, too.",
      show: async ({ fixtures }) => {
        const { input, name } = await ready(fixtures);
        const first = await fixtures.signer("StartSigningJob", input);
        const { source } = await ready(fixtures);
        const other = fixtures.jobInput(source, name);
        const answer = await fixtures.signer("StartSigningJob", {
          ...other,
          clientRequestToken: input.clientRequestToken,
        });
        expectEqual("jobId", answer.jobId, first.jobId);
      },
    },
    "empty-version": {
      ...measured,
      claim: "An empty version of the source is refused.",
      show: async ({ fixtures }) => {
        const { name, source, input } = await ready(fixtures);
        await expectRefusal(
          "the job",
          fixtures.signer("StartSigningJob", fixtures.jobInput({ ...source, version: "" }, name)),
          {
            exception: "ValidationException",
            status: 400,
            code: "InvalidJobParameters",
            message: "StartSigningJobRequest:source:version should not be empty",
          },
        );
        await fixtures.signer("StartSigningJob", input);
      },
    },
    "exact-version": {
      ...documented,
      claim: "A job signs the version that it is given, not the latest.",
      show: async ({ fixtures }) => {
        const { name, source } = await ready(fixtures);
        const before = await fixtures.sign(await handlerThatAnswers("reference"), { name });
        const old = await fixtures.put(await handlerThatAnswers("reference"), {
          key: "twice.zip",
          bucket: source.bucket,
        });
        await fixtures.put(await handlerThatAnswers("another"), { key: "twice.zip", bucket: source.bucket });
        const job = await fixtures.job(old, name);
        const signed = await fixtures.read(source.bucket, text(job, "signedObject.s3.key"));
        const entries = (zip: Buffer) => zip.subarray(0, zip.indexOf("META_INF/")).toString("hex");
        expectEqual("the signed entries", entries(signed), entries(before.zip));
      },
    },
    "suspended-versioning": {
      ...measured,
      claim: "On a bucket whose versioning is suspended the version `null` is taken.",
      show: async ({ fixtures }) => {
        const { name } = await fixtures.profile();
        const bucket = await fixtures.newBucket("Suspended");
        const source = await fixtures.put(await handlerThatAnswers("null"), { bucket });
        const job = await fixtures.job({ ...source, version: "null" }, name);
        expectEqual("status", job.status, "Succeeded");
      },
    },
    "unversioned-bucket": {
      ...documented,
      claim: "The source bucket must be version-enabled.",
      show: async ({ fixtures }) => {
        const { name } = await fixtures.profile();
        const bucket = await fixtures.newBucket(undefined);
        const source = await fixtures.put(await handlerThatAnswers("plain"), { bucket });
        const start = fixtures.signer(
          "StartSigningJob",
          fixtures.jobInput({ ...source, version: "null" }, name),
        );
        await expectRefusal("the job", start, { exception: "ValidationException", status: 400 });
      },
    },
    "other-region": {
      ...documented,
      claim: "Both buckets must be in the profile's Region.",
      show: async ({ fixtures }) => {
        const { name, source, input } = await ready(fixtures);
        const elsewhere = await fixtures.newBucket("Enabled", "us-west-2");
        const destination = { s3: { bucketName: elsewhere, prefix: "" } };
        await expectRefusal(
          "destination in another Region",
          fixtures.signer("StartSigningJob", { ...input, destination }),
          { exception: "ValidationException", status: 400 },
        );
        const away = fixtures.jobInput({ ...source, bucket: elsewhere }, name);
        await expectRefusal("source in another Region", fixtures.signer("StartSigningJob", away), {
          exception: "ValidationException",
          status: 400,
        });
        await fixtures.signer("StartSigningJob", { ...input, clientRequestToken: unique("token") });
      },
    },
    "bucket-not-accessible": {
      ...measured,
      claim:
        'A bucket that can\'t be reached is told at once, as a ValidationException that says "not accessible".',
      show: async ({ fixtures }) => {
        const { source, name } = await ready(fixtures);
        const input = fixtures.jobInput({ ...source, bucket: "no-such-bucket-anywhere" }, name);
        await expectRefusal("the job", fixtures.signer("StartSigningJob", input), {
          exception: "ValidationException",
          status: 400,
          message: /not accessible/,
        });
      },
    },
    "unknown-profile": {
      ...measured,
      claim: "A job with a profile that doesn't exist is a 404.",
      show: async ({ fixtures }) => {
        const { source } = await ready(fixtures);
        await expectRefusal(
          "the job",
          fixtures.signer("StartSigningJob", fixtures.jobInput(source, "no_such_profile")),
          {
            exception: "ResourceNotFoundException",
            status: 404,
            message: "profile with name no_such_profile does not exist",
          },
        );
      },
    },
    "inactive-profile": {
      ...documented,
      claim: "Neither a canceled nor a revoked profile signs.",
      show: async (stage) => {
        const { fixtures } = stage;
        const { source, name } = await ready(fixtures);
        const revoked = await fixtures.profile();
        await fixtures.signer("StartSigningJob", fixtures.jobInput(source, name));
        await fixtures.signer("CancelSigningProfile", { profileName: name });
        await revoke(stage, revoked, ago(60));
        for (const profile of [name, revoked.name]) {
          const start = fixtures.signer("StartSigningJob", fixtures.jobInput(source, profile));
          await expectRefusal("the job", start, { exception: "ValidationException", status: 400 });
        }
      },
    },
    "missing-object-fails": {
      ...measured,
      claim: "An object that isn't there fails the job, not its start.",
      show: async ({ fixtures }) => {
        const { source, name } = await ready(fixtures);
        const job = await fixtures.job({ ...source, key: "no-such-object.zip" }, name);
        expectMembers("the job", job, { status: "Failed", statusReason: /./ });
      },
    },
    "requested-by": {
      ...documented,
      claim: "`requestedBy` is the caller's ARN, an assumed role's too.",
      show: async ({ fixtures, boto3, accountId }) => {
        const { input } = await ready(fixtures);
        const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [] });
        const RoleName = unique("releaser");
        await boto3.call("iam", "CreateRole", { RoleName, AssumeRolePolicyDocument });
        const { Credentials } = await boto3.call("sts", "AssumeRole", {
          RoleArn: `arn:aws:iam::${accountId}:role/${RoleName}`,
          RoleSessionName: "release",
        });
        const credentials = {
          accessKeyId: text(Credentials, "AccessKeyId"),
          secretAccessKey: text(Credentials, "SecretAccessKey"),
          sessionToken: text(Credentials, "SessionToken"),
        };
        const { jobId } = await fixtures.signer("StartSigningJob", input, { credentials });
        const job = await fixtures.endOf(jobId as string);
        expectEqual(
          "requestedBy",
          job.requestedBy,
          `arn:aws:sts::${accountId}:assumed-role/${RoleName}/release`,
        );
      },
    },
    waiter: {
      ...documented,
      claim:
        "The waiter SuccessfulSigningJob ends well with a job that succeeds, and in an error with one that fails or isn't there.",
      show: async ({ fixtures, boto3 }) => {
        const { name, source } = await ready(fixtures);
        const wait = (jobId: unknown) =>
          boto3.exchange("signer", "successful_signing_job", { jobId }, { waiter: true });
        const [good, bad] = [
          await fixtures.job(source, name),
          await fixtures.job(await failedSource(fixtures), name),
        ];
        expectEqual("of the job that succeeded", (await wait(good.jobId)).notSent, undefined);
        for (const jobId of [bad.jobId, "0af5b0a8-3a94-4a29-8e5d-1d2b2b9a3c11"]) {
          expectMatch("of one that did not", (await wait(jobId)).notSent, /terminal failure state/);
        }
      },
    },
    "payload-is-for-notation": {
      ...documented,
      claim: "SignPayload is for Notation's platform only, StartSigningJob for the others only.",
      show: async ({ fixtures }) => {
        const notation = await fixtures.profile({ platformId: NOTATION_PLATFORM });
        const lambda = await fixtures.profile({ platformId: LAMBDA_PLATFORM });
        const payload = {
          payload: Buffer.from("{}"),
          payloadFormat: "application/vnd.cncf.notary.payload.v1+json",
        };
        const source = await fixtures.put(await handlerThatAnswers("payload"));
        await expectRefusal(
          "SignPayload for Lambda",
          fixtures.signer("SignPayload", { profileName: lambda.name, ...payload }),
          { exception: "ValidationException", status: 400 },
        );
        await expectRefusal(
          "StartSigningJob for Notation",
          fixtures.signer("StartSigningJob", fixtures.jobInput(source, notation.name)),
          { exception: "ValidationException", status: 400 },
        );
        await fixtures.signer("SignPayload", { profileName: notation.name, ...payload });
        await fixtures.signer("StartSigningJob", fixtures.jobInput(source, lambda.name));
      },
    },
  }),
  ...rowsOf(
    "Signer",
    "job",
    {
      "largest-package": {
        ...documented,
        claim: "A package of more than 250 MB fails its job.",
        client: "SDK for JavaScript",
        show: async ({ fixtures, sdk }) => {
          const { name, source } = await ready(fixtures);
          const Body = await pack([["blob", Buffer.alloc(MOST_BYTES)]], { compress: false });
          const { VersionId } = await sdk.call("s3", "PutObject", {
            Bucket: source.bucket,
            Key: "large.zip",
            Body,
          });
          const large = { bucket: source.bucket, key: "large.zip", version: String(VersionId) };
          expectMembers("the job", await fixtures.job(large, name), {
            status: "Failed",
            statusReason: /250/,
          });
        },
      },
      "in-progress-first": {
        ...measured,
        claim: "A job is InProgress until it is Succeeded or Failed.",
        show: async (stage) => {
          const { fixtures } = stage;
          const { input } = await ready(fixtures);
          await fault(stage, { kind: "slow-jobs", milliseconds: 6_500 }, async () => {
            const { jobId } = await fixtures.signer("StartSigningJob", input);
            const first = await fixtures.signer("DescribeSigningJob", { jobId });
            expectMembers("at first", first, {
              status: "InProgress",
              signedObject: undefined,
              completedAt: undefined,
            });
            expectEqual("in the end", (await fixtures.endOf(jobId as string)).status, "Succeeded");
          });
        },
      },
      "not-found-at-first": {
        ...measured,
        claim:
          "A job that was just started may not be found by DescribeSigningJob for a while (where it is asked for).",
        show: async (stage) => {
          const { fixtures } = stage;
          const { input } = await ready(fixtures);
          await fault(stage, { kind: "new-jobs-not-found", describes: 2 }, async () => {
            const { jobId } = await fixtures.signer("StartSigningJob", input);
            for (let time = 0; time < 2; time++) {
              await expectRefusal("DescribeSigningJob", fixtures.signer("DescribeSigningJob", { jobId }), {
                exception: "ResourceNotFoundException",
                status: 404,
              });
            }
            expectEqual(
              "the third time",
              (await fixtures.signer("DescribeSigningJob", { jobId })).status,
              "Succeeded",
            );
          });
        },
      },
      throttled: {
        ...documented,
        claim:
          "Too many requests are one of the model's errors with status 429; the next call gets through (where it is asked for).",
        show: async (stage) => {
          const { fixtures, models } = stage;
          const { input } = await ready(fixtures);
          const one = { kind: "throttle", service: "signer", operation: "StartSigningJob", times: 1 };
          await fault(stage, one, async () => {
            const refused = await refusalOf(fixtures.signer("StartSigningJob", input));
            const modelled = models.signer.errorsOf("StartSigningJob")[refused?.exception ?? ""];
            expectEqual("its status, and the model's", [refused?.details.status, modelled], [429, 429]);
            await fixtures.signer("StartSigningJob", input);
          });
        },
      },
      "callers-permissions": {
        ...measured,
        claim:
          "What the caller may not read in S3 a job can't sign: denied, it fails with S3's reason (where it is asked for).",
        show: async (stage) => {
          const { fixtures } = stage;
          const { source, name } = await ready(fixtures);
          await fault(
            stage,
            { kind: "access-denied", service: "s3", operation: "GetObject", bucket: source.bucket },
            async () => {
              const job = await fixtures.job(source, name);
              expectMembers("the job", job, { status: "Failed", statusReason: /denied/i });
            },
          );
          expectEqual("allowed", (await fixtures.job(source, name)).status, "Succeeded");
        },
      },
    },
    "own",
  ),
];
