import { createInterface } from "node:readline/promises";
import { RevokeSignatureCommand, RevokeSigningProfileCommand } from "@aws-sdk/client-signer";
import { isJobId, parseJobArn, parseProfileArn } from "../aws/arns";
import { mapConcurrently } from "../aws/each";
import { type BlastRadius, type Deployed, findDeployedFrom } from "../aws/deployed-from";
import { CALLS_AT_ONCE } from "../aws/fleet";
import { valueOf } from "../aws/read";
import { SigningFacts } from "../aws/signing-facts";
import { Failure } from "../failure";
import type { Result } from "../output/output";
import { formatTable } from "../output/table";
import { counted, formatTime, parseWhen } from "../output/units";
import type { Session } from "../session";
import type { RevokeOptions, RevokeProfileOptions } from "../verbs/revoke";

interface Plan {
  /** What is to be revoked, such as `the signing job …`. */
  readonly what: string;
  /** What must be typed to confirm. */
  readonly word: string;
  readonly radius: BlastRadius;
  /** What of `radius.deployed` stays trusted, with why. */
  readonly spared: ReadonlySet<Deployed>;
  readonly revoke: (reason: string) => Promise<void>;
  /** Whether Signer says that it is revoked. */
  readonly check: () => Promise<boolean>;
}

export async function revokeJob(session: Session, target: string, options: RevokeOptions): Promise<Result> {
  const arn = parseJobArn(target);
  if (!arn && !isJobId(target)) {
    throw new Failure("usage", `Expected the id or the ARN of a signing job, got: '${target}'.`);
  }
  checkCall(session, options);
  const clients = await session.clients();
  const signing = new SigningFacts(clients);
  const job = arn ?? { jobId: target, arn: target };
  const region = arn?.region;
  const { status, jobOwner, revocationRecord } = await signing.describeJob(job);
  if (status !== "Succeeded") {
    throw new Failure(
      "usage",
      `Expected a job that made a signature, got one with the status ${status}: there is nothing to revoke.`,
    );
  }
  const what = `the signature of the signing job ${job.jobId}`;
  return carryOut(session, options, {
    what,
    word: job.jobId,
    isRevoked: revocationRecord !== undefined,
    radius: await findDeployedFrom(signing, await regionsOf(signing, options), ({ signingJobArn }) =>
      arn ? signingJobArn === arn.arn : parseJobArn(signingJobArn)?.jobId === target,
    ),
    spared: new Set(),
    revoke: async (reason) => {
      const ofOwner = jobOwner ? { jobOwner } : {};
      await clients.ask({ action: "signer:RevokeSignature", about: what, region }, () =>
        clients.signer(region).send(new RevokeSignatureCommand({ jobId: job.jobId, reason, ...ofOwner })),
      );
    },
    check: async () => (await signing.describeJob(job)).revocationRecord !== undefined,
  });
}

export async function revokeProfile(
  session: Session,
  target: string,
  options: RevokeProfileOptions,
): Promise<Result> {
  const arn = parseProfileArn(target);
  const name = arn?.name ?? target;
  if (!/^[A-Za-z0-9_]{2,64}$/.test(name)) {
    throw new Failure("usage", `Expected the name or the ARN of a signing profile, got: '${target}'.`);
  }
  checkCall(session, options);
  const effectiveTime = readEffectiveTime(options.effectiveFrom, session.io.now());
  const clients = await session.clients();
  const signing = new SigningFacts(clients);
  const place = { name, ...(arn ? { region: arn.region } : {}) };
  const { profileVersion, profileVersionArn, revocationRecord } = await signing.getProfile(place);
  if (!profileVersion)
    throw new Failure("internal", `Signer tells no version of the signing profile '${name}'.`);

  const radius = await findDeployedFrom(
    signing,
    await regionsOf(signing, options),
    ({ signingProfileVersionArn }) => signingProfileVersionArn === profileVersionArn,
  );
  const earlier = revocationRecord?.revocationEffectiveFrom;
  return carryOut(session, options, {
    what: `the signing profile ${name}, and what it signed from ${formatTime(effectiveTime)} on`,
    word: name,
    // Signer lets the time be moved, to an earlier one.
    isRevoked: revocationRecord !== undefined && (!earlier || earlier <= effectiveTime),
    radius,
    spared: await signedBefore(effectiveTime, radius, signing),
    revoke: async (reason) => {
      await clients.ask(
        { action: "signer:RevokeSigningProfile", about: `the signing profile '${name}'`, ...place },
        () =>
          clients
            .signer(place.region)
            .send(
              new RevokeSigningProfileCommand({ profileName: name, profileVersion, reason, effectiveTime }),
            ),
      );
    },
    check: async () => (await signing.getProfile(place)).status === "Revoked",
  });
}

/** To the second, as it is shown: Signer refuses a time that is not in the past. */
function readEffectiveTime(text: string | undefined, now: Date): Date {
  const time = text === undefined ? new Date(Math.floor(now.getTime() / 1000) * 1000) : parseWhen(text, now);
  if (!time || time > now) {
    throw new Failure(
      "usage",
      `Expected --effective-from to be a time in the past such as 2026-11-01T12:00:00Z, got: '${text}'.`,
    );
  }
  return time;
}

/** What was signed before the profile's revocation takes effect stays trusted. */
async function signedBefore(
  time: Date,
  { deployed }: BlastRadius,
  signing: SigningFacts,
): Promise<Set<Deployed>> {
  const isBefore = await mapConcurrently(deployed, CALLS_AT_ONCE, async ({ signingJobArn }) => {
    // The job ends after it signed, so one that ended before also signed before.
    const signedBy = valueOf(await signing.job(signingJobArn))?.completedAt;
    return signedBy !== undefined && signedBy < time;
  });
  return new Set(deployed.filter((_, index) => isBefore[index]));
}

/** As Signer's model has it. */
const WRONG_REASON = "expected a reason of 1 to 500 characters";

/** Before anything is asked: a script must not hang, and nothing is revoked without a reason. */
function checkCall({ io, output }: Session, { yes, reason, dryRun }: RevokeOptions): void {
  if (dryRun) return;
  if (reason !== undefined && (reason.trim() === "" || reason.length > 500)) {
    throw new Failure("usage", `--reason: ${WRONG_REASON}, got ${reason.length}.`);
  }
  if (yes && reason === undefined) {
    throw new Failure("usage", "Expected --reason beside --yes: Signer records why something was revoked.");
  }
  if (!yes && (!io.stdin.isTTY || !io.stderr.isTTY || output.isJson)) {
    throw new Failure(
      "usage",
      "Nobody is there to confirm. In a script, write --yes --reason TEXT; --dry-run shows what is deployed from it.",
    );
  }
}

const regionsOf = async (signing: SigningFacts, { deployedIn }: RevokeOptions): Promise<readonly string[]> =>
  deployedIn?.length ? [...new Set(deployedIn)] : [await signing.clients.region()];

async function carryOut(
  session: Session,
  options: RevokeOptions,
  plan: Plan & { readonly isRevoked: boolean },
): Promise<Result> {
  const { what, radius, spared } = plan;
  const affected = radius.deployed.filter((one) => !spared.has(one));
  const result = (outcome: Result["outcome"], verdict: string, revoked: boolean): Result => ({
    outcome: outcome === "fine" && radius.unread.length > 0 ? "incomplete" : outcome,
    verdict,
    json: {
      what,
      revoked,
      regions: radius.regions,
      deployed: radius.deployed.map((one) => ({ ...one, staysTrusted: spared.has(one) })),
      unread: radius.unread,
    },
    text: () => radiusText(plan),
  });
  if (plan.isRevoked) return result("fine", `${what}: was revoked before`, true);
  if (options.dryRun) {
    return result(
      "fine",
      `${what}: not revoked (--dry-run); ${counted(affected.length, "deployment")} affected`,
      false,
    );
  }

  const reason = options.yes ? options.reason! : await confirm(session, plan, options);
  await plan.revoke(reason);
  if (!(await plan.check())) {
    return result(
      "internal",
      `${what}: Signer took the revocation, but doesn't tell of it yet. Look again.`,
      false,
    );
  }
  return result("fine", `${what}: revoked; ${counted(affected.length, "deployment")} affected`, true);
}

function radiusText({ what, radius, spared }: Plan): string[] {
  const { regions, deployed, unread } = radius;
  const where = regions.join(", ");
  return [
    deployed.length === 0
      ? `Nothing in ${where} is deployed from ${what}.`
      : `Deployed in ${where} from ${what}:`,
    ...(deployed.length === 0
      ? []
      : formatTable(
          ["WHAT", "ARN", "JOB", "AFTERWARDS"],
          deployed.map((one) => [
            one.kind,
            one.arn,
            one.signingJobArn.split("/").pop()!,
            spared.has(one) ? "stays trusted" : "refused when deployed again",
          ]),
        )),
    ...unread.map(({ action, reason }) => `not known ${action}: ${reason}`),
    "A revocation counts in all Regions; --deployed-in looks into others.",
    "",
  ];
}

async function confirm({ io, output }: Session, plan: Plan, options: RevokeOptions): Promise<string> {
  for (const line of radiusText(plan)) output.ask(line);
  const prompt = createInterface({ input: io.stdin, output: io.stderr });
  // By Ctrl-C or the end of the input; the question itself would never be answered.
  const closed = new Promise<never>((_, reject) => {
    prompt.once("close", () => reject(new Failure("usage", "Nothing was revoked: nobody confirmed.")));
  });
  closed.catch(() => undefined);
  const ask = (question: string) => Promise.race([prompt.question(question), closed]);
  try {
    const reason = options.reason ?? (await ask("Why is it revoked? Signer records the reason: "));
    if (reason.trim() === "" || reason.length > 500) {
      throw new Failure("usage", `Nothing was revoked: ${WRONG_REASON}, got ${reason.length}.`);
    }
    const typed = await ask(`This can't be undone. To revoke, type ${plan.word}: `);
    if (typed.trim() !== plan.word) {
      throw new Failure("usage", `Nothing was revoked: expected ${plan.word}, got: '${typed}'.`);
    }
    return reason;
  } finally {
    prompt.close();
  }
}
