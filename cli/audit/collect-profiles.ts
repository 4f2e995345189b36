import { parseProfileArn } from "../aws/arns";
import { profileFacts } from "../aws/signing-facts";
import { Failure } from "../failure";
import type { Collecting } from "./collect";
import type { FleetProfile } from "./facts";

/** @returns `undefined` when Signer doesn't tell */
export async function readProfile(
  { signing, state, asking }: Collecting,
  versionArn: string,
  account: string | null,
): Promise<FleetProfile | undefined> {
  const fact = `profile ${versionArn}`;
  const kept = state.fact<FleetProfile>(fact);
  if (kept) return kept;
  const about = `the signing profile '${versionArn}'`;
  const parsed = parseProfileArn(versionArn);
  return asking.read({ action: "signer:GetSigningProfile", about, region: parsed?.region }, async () => {
    if (!parsed)
      throw new Failure("incomplete", `Lambda names ${about}, which is not an ARN that AWS Signer gives.`);
    const { name, accountId } = parsed;
    const owner = accountId === account ? {} : { owner: accountId };
    const told = profileFacts(name, await signing.getProfile({ ...parsed, ...owner }));
    if (told.versionArn !== versionArn) {
      throw new Failure("incomplete", `Signer tells of ${told.versionArn ?? "no version"} only.`);
    }
    const { status, revoked } = told;
    const revokedFrom = revoked?.effectiveFrom ?? revoked?.at;
    const profile = { versionArn, status, revokedFrom: revokedFrom?.toISOString() ?? null };
    state.addFact(fact, profile);
    return profile;
  });
}
