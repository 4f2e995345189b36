import type { Output } from "../clients/aws-client";
import { expectEqual, expectMatch, expectMembers, expectThat, list, text } from "../expect";
import { type Fixtures, LAMBDA_PLATFORM, NOTATION_PLATFORM, unique } from "../fixtures";
import { handlerThatAnswers } from "../packages";
import { type OperationCase, operationRows } from "./operations";

const ACCOUNT = "999999999999";
const NAME_AND_VERSION =
  /^arn:aws:signer:us-east-1:\d{12}:\/signing-profiles\/[a-zA-Z0-9_]{2,64}\/[a-zA-Z0-9]{10}$/;

async function startedJob(fixtures: Fixtures): Promise<{ jobId: string; profileName: string }> {
  const profile = await fixtures.profile();
  const { jobId } = await fixtures.sign(await handlerThatAnswers("started"), profile);
  return { jobId, profileName: profile.name };
}

async function permission(fixtures: Fixtures) {
  const { name } = await fixtures.profile();
  const statement = {
    profileName: name,
    action: "signer:StartSigningJob",
    principal: ACCOUNT,
    statementId: "partner",
  };
  return { name, statement };
}

const isoNow = (): Date => new Date(Math.floor(Date.now() / 1000) * 1000 - 60_000);

const cases: Record<string, OperationCase> = {
  PutSigningProfile: {
    claim: "PutSigningProfile makes a profile and answers its ARN, its version and the version's ARN.",
    input: () => Promise.resolve({ profileName: unique("put"), platformId: LAMBDA_PLATFORM }),
    check: (output) => {
      expectMatch("profileVersion", output.profileVersion, /^[a-zA-Z0-9]{10}$/);
      expectMatch("profileVersionArn", output.profileVersionArn, NAME_AND_VERSION);
      expectEqual(
        "arn and version",
        output.profileVersionArn,
        `${text(output, "arn")}/${text(output, "profileVersion")}`,
      );
    },
  },
  GetSigningProfile: {
    claim: "GetSigningProfile tells of a profile its platform, validity, status, version and ARNs.",
    input: async (fixtures) => ({ profileName: (await fixtures.profile()).name }),
    check: (output, { profileName }) =>
      expectMembers("the profile", output, {
        profileName,
        platformId: LAMBDA_PLATFORM,
        platformDisplayName: "AWS Lambda",
        status: "Active",
        profileVersionArn: NAME_AND_VERSION,
      }),
  },
  ListSigningProfiles: {
    claim:
      "ListSigningProfiles lists profiles, at most `maxResults` of them, and where the next page begins.",
    input: async (fixtures) => {
      await fixtures.profile();
      await fixtures.profile();
      return { maxResults: 1 };
    },
    check: (output) => expectThat("there are profiles", list(output, "profiles").length > 0, output),
  },
  CancelSigningProfile: {
    claim: "CancelSigningProfile sets a profile to Canceled.",
    input: async (fixtures) => ({ profileName: (await fixtures.profile()).name }),
    check: async (_output, { profileName }, fixtures) => {
      const { status } = await fixtures.signer("GetSigningProfile", { profileName });
      expectEqual("status", status, "Canceled");
    },
  },
  RevokeSigningProfile: {
    claim: "RevokeSigningProfile sets a profile to Revoked, and records from when, when and by whom.",
    input: async (fixtures) => {
      const { name, version } = await fixtures.profile();
      return { profileName: name, profileVersion: version, reason: "key leaked", effectiveTime: isoNow() };
    },
    check: async (_output, { profileName, effectiveTime }, fixtures) => {
      const got = await fixtures.signer("GetSigningProfile", { profileName });
      expectEqual("status", got.status, "Revoked");
      const from = Date.parse(text(got, "revocationRecord.revocationEffectiveFrom"));
      expectEqual("revocationEffectiveFrom", from, (effectiveTime as Date).getTime());
      expectMatch("revokedBy", text(got, "revocationRecord.revokedBy"), /^arn:aws:/);
    },
  },
  AddProfilePermission: {
    claim: "AddProfilePermission adds a statement and answers the policy's revision.",
    input: async (fixtures) => (await permission(fixtures)).statement,
    check: (output) => expectMatch("revisionId", output.revisionId, /./),
  },
  ListProfilePermissions: {
    claim: "ListProfilePermissions lists statements with the policy's revision and size.",
    input: async (fixtures) => {
      const { name, statement } = await permission(fixtures);
      await fixtures.signer("AddProfilePermission", statement);
      return { profileName: name };
    },
    check: (output) => {
      expectMembers("the statement", list(output, "permissions")[0] as Output, {
        action: "signer:StartSigningJob",
        principal: ACCOUNT,
        statementId: "partner",
      });
      expectThat("policySizeBytes is a number", typeof output.policySizeBytes === "number", output);
    },
  },
  RemoveProfilePermission: {
    claim: "RemoveProfilePermission removes a statement and answers a revision.",
    input: async (fixtures) => {
      const { name, statement } = await permission(fixtures);
      const { revisionId } = await fixtures.signer("AddProfilePermission", statement);
      return { profileName: name, statementId: "partner", revisionId };
    },
    check: (output) => expectMatch("revisionId", output.revisionId, /./),
  },
  StartSigningJob: {
    claim:
      "StartSigningJob answers the job's id, a UUID, and its owner; the signed object is there in the end.",
    input: async (fixtures) => {
      const { name } = await fixtures.profile();
      return fixtures.jobInput(await fixtures.put(await handlerThatAnswers("job")), name);
    },
    check: async (output, _input, fixtures) => {
      expectMembers("the answer", output, {
        jobId: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
        jobOwner: /^\d{12}$/,
      });
      expectEqual("status", (await fixtures.endOf(text(output, "jobId"))).status, "Succeeded");
    },
  },
  DescribeSigningJob: {
    claim:
      "DescribeSigningJob tells of a job its profile, source, signed object, times and who asked for it.",
    input: async (fixtures) => ({ jobId: (await startedJob(fixtures)).jobId }),
    check: (output, { jobId }) =>
      expectMembers("the job", output, {
        jobId,
        platformId: LAMBDA_PLATFORM,
        status: "Succeeded",
        requestedBy: /^arn:aws:(iam|sts)::\d{12}:/,
        profileVersion: /^[a-zA-Z0-9]{10}$/,
      }),
  },
  ListSigningJobs: {
    claim: "ListSigningJobs lists jobs, of one status if one is asked for.",
    input: async (fixtures) => {
      await startedJob(fixtures);
      return { status: "Succeeded", maxResults: 5 };
    },
    check: (output) => {
      const statuses = new Set(list(output, "jobs").map((job) => text(job, "status")));
      expectEqual("statuses", [...statuses], ["Succeeded"]);
    },
  },
  RevokeSignature: {
    claim: "RevokeSignature revokes what one job signed, and the job tells why and by whom.",
    input: async (fixtures) => ({ jobId: (await startedJob(fixtures)).jobId, reason: "wrong build" }),
    check: async (_output, { jobId }, fixtures) => {
      const job = await fixtures.signer("DescribeSigningJob", { jobId });
      expectEqual("reason", text(job, "revocationRecord.reason"), "wrong build");
      expectMatch("revokedBy", text(job, "revocationRecord.revokedBy"), /^arn:aws:/);
    },
  },
  GetRevocationStatus: {
    claim: "GetRevocationStatus names nothing when neither job, profile nor certificates are revoked.",
    input: async (fixtures) => {
      const { name, versionArn } = await fixtures.profile({ platformId: NOTATION_PLATFORM });
      const payload = Buffer.from("{}");
      const { jobId } = await fixtures.signer("SignPayload", {
        profileName: name,
        payload,
        payloadFormat: "application/vnd.cncf.notary.payload.v1+json",
      });
      return {
        signatureTimestamp: new Date(),
        platformId: NOTATION_PLATFORM,
        profileVersionArn: versionArn,
        jobArn: `${versionArn.split("/signing-profiles/")[0]}/signing-jobs/${jobId as string}`,
        certificateHashes: ["0".repeat(192)],
      };
    },
    check: (output) => expectEqual("revokedEntities", output.revokedEntities ?? [], []),
    // The CLI can't be told to leave the "data-" off the endpoint's host; its client of the data plane has none.
    cliCommand: "signer-data",
  },
  SignPayload: {
    claim: "SignPayload signs a small payload at once: a job, its owner, metadata and a signature.",
    input: async (fixtures) => ({
      profileName: (await fixtures.profile({ platformId: NOTATION_PLATFORM })).name,
      payload: Buffer.from('{"targetArtifact":{"digest":"sha256:0","mediaType":"text/plain","size":1}}'),
      payloadFormat: "application/vnd.cncf.notary.payload.v1+json",
    }),
    check: (output) => {
      expectMatch("jobId", output.jobId, /^[0-9a-f-]{36}$/);
      expectThat("there is a signature", output.signature !== undefined, output);
    },
  },
  GetSigningPlatform: {
    claim: "GetSigningPlatform describes one platform.",
    input: () => Promise.resolve({ platformId: LAMBDA_PLATFORM }),
    check: (output) =>
      expectMembers("the platform", output, { platformId: LAMBDA_PLATFORM, displayName: "AWS Lambda" }),
    otherThanModel: /category "AWS" |"SHA384" /,
  },
  ListSigningPlatforms: {
    claim: "ListSigningPlatforms lists the platforms.",
    input: () => Promise.resolve({}),
    check: (output) => expectThat("there are platforms", list(output, "platforms").length > 0, output),
    otherThanModel: /category "AWS" |"SHA384" /,
  },
  TagResource: {
    claim: "TagResource adds tags to a profile.",
    input: async (fixtures) => ({ resourceArn: (await fixtures.profile()).arn, tags: { team: "claims" } }),
    check: async (_output, { resourceArn }, fixtures) => {
      const { tags } = await fixtures.signer("ListTagsForResource", { resourceArn });
      expectEqual("tags", tags, { team: "claims" });
    },
  },
  UntagResource: {
    claim: "UntagResource takes tags off a profile.",
    input: async (fixtures) => {
      const { arn } = await fixtures.profile({ tags: { team: "claims", stage: "dev" } });
      return { resourceArn: arn, tagKeys: ["team"] };
    },
    check: async (_output, { resourceArn }, fixtures) => {
      const { tags } = await fixtures.signer("ListTagsForResource", { resourceArn });
      expectEqual("tags", tags, { stage: "dev" });
    },
  },
  ListTagsForResource: {
    claim: "ListTagsForResource lists a profile's tags, those of its making too.",
    input: async (fixtures) => ({ resourceArn: (await fixtures.profile({ tags: { team: "claims" } })).arn }),
    check: (output) => expectEqual("tags", output.tags, { team: "claims" }),
  },
};

export const SIGNER_OPERATIONS = operationRows({
  service: "Signer",
  command: "signer",
  modelOf: ({ models }) => models.signer,
  cases,
});
