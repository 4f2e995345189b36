import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { SignerClient } from "@aws-sdk/client-signer";
import { publish } from "./metrics";
import { firstExpiryInDays, readProfile, type ProfileHealth } from "./profile-health";

// It runs outside the VPC: the private subnets have no way to the internet, and Signer has no confirmed
// PrivateLink endpoint through which they could reach it.
const signer = new SignerClient();
const cloudWatch = new CloudWatchClient();

/**
 * Checks the signing profile that `SIGNING_PROFILE_NAME` names, publishes what it finds as metrics in the
 * namespace `METRIC_NAMESPACE`, and fails when the profile can't sign. The event is ignored: it is meant
 * for a schedule, which these stacks don't make yet.
 *
 * @throws when the profile isn't Active (its metric is published first), when an environment variable is
 * missing, or with the AWS error that kept it from finding out: then no metric is published, so let the
 * alarm treat missing data as breaching
 */
export async function handler(): Promise<ProfileHealth> {
  return checkProfile({
    signer,
    cloudWatch,
    profileName: environmentVariable("SIGNING_PROFILE_NAME"),
    namespace: environmentVariable("METRIC_NAMESPACE"),
    now: new Date(),
  });
}

/** The handler without its environment and its clock. */
export async function checkProfile(check: {
  readonly signer: SignerClient;
  readonly cloudWatch: CloudWatchClient;
  readonly profileName: string;
  /** CloudWatch namespace of the metrics. */
  readonly namespace: string;
  readonly now: Date;
}): Promise<ProfileHealth> {
  const { profileName, namespace, now } = check;
  const profile = await readProfile(check.signer, profileName, now);
  const isActive = profile.status === "Active";
  // Before the jobs are asked for: their list may be long, or denied.
  await publish(check.cloudWatch, namespace, profileName, { active: isActive ? 1 : 0 });
  if (!isActive) {
    throw new Error(
      `Expected the signing profile '${profileName}' to be Active, got ${profile.status}. Nothing can be signed ` +
        "with it: sign with another profile, and list that one's version in the code signing config.",
    );
  }
  const firstSignatureExpiresInDays = await firstExpiryInDays(check.signer, profileName, now);
  const health = { ...profile, firstSignatureExpiresInDays };
  await publish(check.cloudWatch, namespace, profileName, {
    newSignatureValidDays: health.newSignatureValidDays,
    firstSignatureExpiresInDays,
  });
  return health;
}

function environmentVariable(name: string): string {
  const value = process.env[name];
  if (!value) {
    throw new Error(
      `Expected the environment variable ${name}, got none. Set it in the function's configuration.`,
    );
  }
  return value;
}
