import { type AwsClient, expectRefusal, type Input, type Refusal } from "../clients/aws-client";
import { expectEqual } from "../expect";
import { Fixtures, type Profile, type Signed, unique } from "../fixtures";
import { handlerThatAnswers } from "../packages";
import type { Stage } from "../stage";

// AWS's words, as they were recorded in real accounts.
export const notAccepted = (subject: string) => ({
  exception: "CodeVerificationFailedException",
  status: 400,
  message: `Lambda cannot deploy the function. The function or layer might be signed using a signature that the client is not configured to accept. Check the provided signature for ${subject}.`,
});
export const notProperlySigned = (subject: string) => ({
  exception: "CodeVerificationFailedException",
  status: 400,
  message: `Lambda cannot deploy the function. The function or layer code is not properly signed. This can mean that the code was signed incorrectly or modified after it was signed. Check the provided signature for ${subject}.`,
});

/** A function under a policy, its publisher, and the client that deploys to it. */
export interface Guarded {
  readonly name: string;
  readonly arn: string;
  readonly profile: Profile;
  readonly config: string;
  readonly fixtures: Fixtures;
  readonly sign: (zip: Buffer) => Promise<Signed>;
}

export const fixturesOf = (stage: Stage, client: AwsClient): Fixtures =>
  new Fixtures(client, stage.boto3, stage);

export async function guarded(
  stage: Stage,
  policy: "Enforce" | "Warn",
  client: AwsClient = stage.sdk,
  validity: Input = {},
): Promise<Guarded> {
  const fixtures = fixturesOf(stage, client);
  const profile = await fixtures.profile(validity);
  const config = await fixtures.config(policy, profile);
  const name = unique("guarded");
  const sign = (zip: Buffer) => fixtures.sign(zip, profile);
  const { location } = await sign(await handlerThatAnswers("first"));
  await fixtures.create(name, location, { CodeSigningConfigArn: config });
  const arn = `arn:aws:lambda:${stage.region}:${stage.accountId}:function:${name}`;
  return { name, arn, profile, config, fixtures, sign };
}

export const codeSha256 = async ({ fixtures, name }: Guarded): Promise<unknown> =>
  (await fixtures.lambda("GetFunctionConfiguration", { FunctionName: name })).CodeSha256;

/** The attack is refused and leaves no trace, with DryRun and without; the control, which lacks it, is deployed. */
export async function expectRefused(
  guard: Guarded,
  attack: Buffer,
  control: Buffer,
  refusal: Refusal,
): Promise<void> {
  const { name, fixtures } = guard;
  const before = await codeSha256(guard);
  await expectRefusal("the attack with DryRun", fixtures.update(name, attack, { DryRun: true }), refusal);
  await expectRefusal("the attack", fixtures.update(name, attack), refusal);
  expectEqual("the deployed code", await codeSha256(guard), before);
  await expectAccepted(guard, control);
}

/** The package is deployed, with DryRun before. */
export async function expectAccepted(guard: Guarded, zip: Buffer): Promise<void> {
  const { name, fixtures } = guard;
  const before = await codeSha256(guard);
  await fixtures.update(name, zip, { DryRun: true });
  expectEqual("the deployed code after a DryRun", await codeSha256(guard), before);
  await fixtures.update(name, zip);
  if ((await codeSha256(guard)) === before)
    throw new Error("Expected the package to be deployed, and the code is the same");
}
