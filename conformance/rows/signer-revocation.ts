import { expectRefusal } from "../clients/aws-client";
import { expectEqual, expectMembers, text } from "../expect";
import { LAMBDA_PLATFORM, NOTATION_PLATFORM, type Profile } from "../fixtures";
import { handlerThatAnswers } from "../packages";
import { rowsOf } from "../row";
import type { Stage } from "../stage";
import { ago, revoke } from "./signer-profiles";

const documented = { grade: "documented" as const, client: "boto3" };
const measured = { grade: "measured live" as const, client: "boto3" };

const PAYLOAD = { payload: Buffer.from("{}"), payloadFormat: "application/vnd.cncf.notary.payload.v1+json" };

/** What is revoked of one Notation signature made at a time. */
async function revokedEntities(
  { boto3 }: Stage,
  profile: Profile,
  jobArn: string,
  signatureTimestamp = new Date(),
) {
  const { revokedEntities: entities } = await boto3.call("signer", "GetRevocationStatus", {
    signatureTimestamp,
    platformId: NOTATION_PLATFORM,
    profileVersionArn: profile.versionArn,
    jobArn,
    certificateHashes: ["0".repeat(192)],
  });
  return entities ?? [];
}

async function notationSignature({ fixtures, region, accountId }: Stage) {
  const profile = await fixtures.profile({ platformId: NOTATION_PLATFORM });
  const { jobId } = await fixtures.signer("SignPayload", { profileName: profile.name, ...PAYLOAD });
  return { profile, jobId, jobArn: `arn:aws:signer:${region}:${accountId}:/signing-jobs/${jobId as string}` };
}

export const SIGNER_REVOCATION = rowsOf("Signer", "revocation", {
  "only-of-succeeded-jobs": {
    ...documented,
    claim: "Only the signature of a job that succeeded can be revoked.",
    show: async ({ fixtures }) => {
      const { name } = await fixtures.profile();
      const failed = await fixtures.job(await fixtures.put(Buffer.from("no ZIP")), name);
      const reason = "wrong build";
      await expectRefusal(
        "of a failed job",
        fixtures.signer("RevokeSignature", { jobId: failed.jobId, reason }),
        {
          exception: "ValidationException",
          status: 400,
        },
      );
      const { jobId } = await fixtures.sign(await handlerThatAnswers("revoked"), { name });
      await fixtures.signer("RevokeSignature", { jobId, reason });
    },
  },
  "unknown-job": {
    ...documented,
    claim: "Revoking the signature of a job that doesn't exist is a 404.",
    show: ({ fixtures }) =>
      expectRefusal(
        "RevokeSignature",
        fixtures.signer("RevokeSignature", { jobId: "0af5b0a8-3a94-4a29-8e5d-1d2b2b9a3c11", reason: "gone" }),
        { exception: "ResourceNotFoundException", status: 404 },
      ),
  },
  "jobs-are-listed": {
    ...documented,
    claim: "ListSigningJobs tells revoked jobs from others.",
    show: async ({ fixtures, boto3 }) => {
      const { jobId } = await fixtures.sign(await handlerThatAnswers("listed"), await fixtures.profile());
      const isListed = async (isRevoked: boolean) => {
        let nextToken: unknown;
        do {
          const page = await boto3.call("signer", "ListSigningJobs", { isRevoked, nextToken });
          if ((page.jobs as { jobId: string }[]).some((job) => job.jobId === jobId)) return true;
          nextToken = page.nextToken;
        } while (nextToken);
        return false;
      };
      expectEqual("before", [await isListed(true), await isListed(false)], [false, true]);
      await fixtures.signer("RevokeSignature", { jobId, reason: "wrong build" });
      expectEqual("after", [await isListed(true), await isListed(false)], [true, false]);
    },
  },
  "not-in-the-future": {
    ...documented,
    claim: "The time from which a profile is revoked must be in the past.",
    show: async (stage) => {
      const profile = await stage.fixtures.profile();
      await expectRefusal("tomorrow", revoke(stage, profile, ago(-86_400)), {
        exception: "ValidationException",
        status: 400,
      });
      await revoke(stage, profile, ago(60));
    },
  },
  "only-earlier": {
    ...documented,
    claim: "A revocation may be repeated with an earlier time, never with a later one.",
    show: async (stage) => {
      const profile = await stage.fixtures.profile();
      await revoke(stage, profile, ago(600));
      await revoke(stage, profile, ago(1200));
      await expectRefusal("a later time", revoke(stage, profile, ago(60)), {
        exception: "ValidationException",
        status: 400,
      });
      const got = await stage.fixtures.signer("GetSigningProfile", { profileName: profile.name });
      expectMembers("the profile", got, { status: "Revoked" });
    },
  },
  "lambda-has-no-status": {
    ...measured,
    claim: "GetRevocationStatus refuses the Lambda platform.",
    show: async (stage) => {
      const { profile, jobArn } = await notationSignature(stage);
      const input = {
        signatureTimestamp: new Date(),
        platformId: LAMBDA_PLATFORM,
        profileVersionArn: profile.versionArn,
        jobArn,
        certificateHashes: ["0".repeat(192)],
      };
      await expectRefusal("for Lambda", stage.boto3.call("signer", "GetRevocationStatus", input), {
        exception: "ValidationException",
        status: 400,
        message: "Invalid platformId: AWSLambda-SHA384-ECDSA",
      });
      expectEqual("for Notation", await revokedEntities(stage, profile, jobArn), []);
    },
  },
  "status-names-job": {
    ...documented,
    claim: "GetRevocationStatus names the job whose signature was revoked.",
    show: async (stage) => {
      const { profile, jobId, jobArn } = await notationSignature(stage);
      expectEqual("before", await revokedEntities(stage, profile, jobArn), []);
      await stage.fixtures.signer("RevokeSignature", { jobId, reason: "wrong image" });
      expectEqual("after", await revokedEntities(stage, profile, jobArn), [jobArn]);
    },
  },
  "status-names-profile": {
    ...documented,
    claim: "GetRevocationStatus names the revoked profile version, for signatures made after its time only.",
    show: async (stage) => {
      const { profile, jobArn } = await notationSignature(stage);
      await revoke(stage, profile, ago(600));
      expectEqual("made after", await revokedEntities(stage, profile, jobArn), [profile.versionArn]);
      expectEqual("made before", await revokedEntities(stage, profile, jobArn, ago(1200)), []);
    },
  },
  "data-plane": {
    ...documented,
    claim: "The data plane's own client, `signer-data`, reaches GetRevocationStatus, too.",
    show: async (stage) => {
      const { profile, jobArn } = await notationSignature(stage);
      const answer = await stage.boto3.call("signer-data", "GetRevocationStatus", {
        signatureTimestamp: new Date(),
        platformId: NOTATION_PLATFORM,
        profileVersionArn: profile.versionArn,
        jobArn,
        certificateHashes: ["0".repeat(192)],
      });
      expectEqual("revokedEntities", answer.revokedEntities ?? [], []);
    },
  },
  "record-of-profile": {
    ...documented,
    claim: "A revoked profile tells from when it is revoked, when that was done and by whom.",
    show: async (stage) => {
      const profile = await stage.fixtures.profile();
      const effectiveTime = ago(600);
      await revoke(stage, profile, effectiveTime);
      const got = await stage.fixtures.signer("GetSigningProfile", { profileName: profile.name });
      expectEqual(
        "from",
        Date.parse(text(got, "revocationRecord.revocationEffectiveFrom")),
        effectiveTime.getTime(),
      );
      expectMembers("the record", got.revocationRecord as object, { revokedAt: /./, revokedBy: /^arn:aws:/ });
    },
  },
});
