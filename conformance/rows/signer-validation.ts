import type { Input } from "../clients/aws-client";
import { jsonOf } from "../clients/boto3";
import { Deviation, expectEqual } from "../expect";
import { type Fixtures, IOT_PLATFORM, LAMBDA_PLATFORM, NOTATION_PLATFORM, unique } from "../fixtures";
import { handlerThatAnswers } from "../packages";
import { type Row, rowsOf } from "../row";
import type { Stage } from "../stage";

/**
 * Models list no error for wrong input at some operations, and live AWS answers ValidationException all the same: it
 * does so at CancelSigningProfile, which has none.
 */
const UNLISTED = { ValidationException: 400 };
const FOR_WRONG_INPUT = ["ValidationException", "BadRequestException"];

type RightInput = (fixtures: Fixtures) => Promise<Input>;

/** A right input by operation, with all members whose range, pattern or list can be broken. */
const RIGHT: Readonly<Record<string, RightInput>> = {
  AddProfilePermission: async (fixtures) => {
    const { name, version } = await fixtures.profile();
    const action = "signer:GetSigningProfile";
    return {
      profileName: name,
      profileVersion: version,
      action,
      principal: "999999999999",
      statementId: "one",
    };
  },
  CancelSigningProfile: async (fixtures) => ({ profileName: (await fixtures.profile()).name }),
  GetRevocationStatus: async (fixtures) => {
    const { versionArn } = await fixtures.profile({ platformId: NOTATION_PLATFORM });
    return {
      signatureTimestamp: new Date(),
      platformId: NOTATION_PLATFORM,
      profileVersionArn: versionArn,
      jobArn: "arn:aws:signer:us-east-1:123456789012:/signing-jobs/0af5b0a8-3a94-4a29-8e5d-1d2b2b9a3c11",
      certificateHashes: ["0".repeat(192)],
    };
  },
  GetSigningProfile: async (fixtures) => ({
    profileName: (await fixtures.profile()).name,
    profileOwner: "123456789012",
  }),
  ListProfilePermissions: async (fixtures) => {
    const { name } = await fixtures.profile();
    const statement = { action: "signer:GetSigningProfile", principal: "999999999999", statementId: "one" };
    await fixtures.signer("AddProfilePermission", { profileName: name, ...statement });
    return { profileName: name };
  },
  ListSigningJobs: () => Promise.resolve({ status: "Succeeded", maxResults: 25, jobInvoker: "123456789012" }),
  ListSigningPlatforms: () => Promise.resolve({ maxResults: 25 }),
  ListSigningProfiles: () => Promise.resolve({ maxResults: 25, statuses: ["Active"] }),
  PutSigningProfile: () =>
    Promise.resolve({
      profileName: unique("right"),
      platformId: IOT_PLATFORM,
      signingMaterial: {
        certificateArn: "arn:aws:acm:us-east-1:123456789012:certificate/0af5b0a8-3a94-4a29-8e5d-1d2b2b9a3c11",
      },
      signatureValidityPeriod: { value: 1, type: "DAYS" },
      overrides: {
        signingConfiguration: { encryptionAlgorithm: "ECDSA", hashAlgorithm: "SHA256" },
        signingImageFormat: "JSONDetached",
      },
      tags: { team: "claims" },
    }),
  RemoveProfilePermission: async (fixtures) => {
    const { name } = await fixtures.profile();
    const statement = { action: "signer:GetSigningProfile", principal: "999999999999", statementId: "one" };
    const { revisionId } = await fixtures.signer("AddProfilePermission", { profileName: name, ...statement });
    return { profileName: name, statementId: "one", revisionId };
  },
  RevokeSignature: async (fixtures) => {
    const { jobId } = await fixtures.sign(await handlerThatAnswers("right"), await fixtures.profile());
    return { jobId, jobOwner: "123456789012", reason: "right" };
  },
  RevokeSigningProfile: async (fixtures) => {
    const { name, version } = await fixtures.profile();
    return {
      profileName: name,
      profileVersion: version,
      reason: "right",
      effectiveTime: new Date(Date.now() - 60_000),
    };
  },
  SignPayload: async (fixtures) => ({
    profileName: (await fixtures.profile({ platformId: NOTATION_PLATFORM })).name,
    profileOwner: "123456789012",
    payload: Buffer.from("{}"),
    payloadFormat: "application/vnd.cncf.notary.payload.v1+json",
  }),
  StartSigningJob: async (fixtures) => {
    const { name } = await fixtures.profile({ platformId: LAMBDA_PLATFORM });
    const source = await fixtures.put(await handlerThatAnswers("right"));
    return { ...fixtures.jobInput(source, name), profileOwner: "123456789012" };
  },
  TagResource: async (fixtures) => ({
    resourceArn: (await fixtures.profile()).arn,
    tags: { team: "claims" },
  }),
  UntagResource: async (fixtures) => ({ resourceArn: (await fixtures.profile()).arn, tagKeys: ["team"] }),
};

async function showRefusals(operation: string, right: RightInput, stage: Stage): Promise<void> {
  const { boto3, fixtures, models } = stage;
  const wrong = models.signer.wrongInputs(operation, await right(fixtures));
  const modelled = models.signer.errorsOf(operation);
  const listed = FOR_WRONG_INPUT.some((exception) => exception in modelled);
  const allowed: Readonly<Record<string, number>> = listed ? modelled : { ...modelled, ...UNLISTED };
  let sent = 0;
  const deviations: string[] = [];
  for (const { what, input } of wrong) {
    const exchange = await boto3.exchange("signer", operation, input, { validate: false });
    // boto3 itself makes no request whose path lacks a part.
    if (exchange.status === undefined) continue;
    sent += 1;
    const exception = (exchange.headers?.["x-amzn-errortype"] ?? "none").split(":")[0]!;
    const body = jsonOf(exchange.text);
    const isRefused =
      allowed[exception] === exchange.status &&
      typeof body?.message === "string" &&
      typeof body.code === "string";
    if (!isRefused) deviations.push(`${what}: ${exchange.status} ${exception} ${exchange.text}`);
  }
  expectEqual(
    `what was not refused as the model has it (${Object.keys(allowed).join(", ")})`,
    deviations,
    [],
  );
  if (sent === 0) throw new Deviation("wrong inputs sent", "at least one", wrong);
  const control = await boto3.exchange("signer", operation, await right(fixtures), { validate: false });
  const succeeds = models.signer.successStatusOf(operation);
  if (control.status !== succeeds) throw new Deviation("the right input", succeeds, control);
}

export const SIGNER_VALIDATION: Row[] = rowsOf(
  "Signer",
  "signer.wrong-input",
  Object.fromEntries(
    Object.entries(RIGHT).map(([operation, right]) => [
      operation,
      {
        claim: `${operation} refuses each wrong member of its input with an error of its model, with \`message\` and \`code\`, and takes the right input.`,
        grade: "documented" as const,
        client: "boto3 without its own checks",
        show: (stage: Stage) => showRefusals(operation, right, stage),
      },
    ]),
  ),
);
