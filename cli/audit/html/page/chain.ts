import type { PageData, PageFunction, PageSignature } from "../page-data";

/** `plain`: nothing to judge. */
export type LinkState = "fine" | "warning" | "bad" | "unknown" | "plain";

/** One box of the chain of trust. */
export interface Link {
  /** What leads from the box before to this one. */
  readonly relation: string;
  readonly kind: string;
  /** Short, for the picture. */
  readonly name: string;
  /** Whole, for the list beside it. */
  readonly arn?: string;
  readonly state: LinkState;
  /** What is the matter with it, in a few words. */
  readonly says: string;
}

type Judged = readonly [state: LinkState, says: string];

/** What guards a function, and who signed what runs: function, config, publisher, signing job, signature. */
export function chainOf(of: PageFunction, data: PageData, outcomes: ReadonlySet<string>): Link[] {
  const start: Link = {
    relation: "",
    kind: "Function",
    name: of.name,
    arn: of.arn,
    state: "plain",
    says: `${of.version}, ${of.packageType === "Image" ? "container image" : (of.runtime ?? of.packageType)}`,
  };
  return [start, configLink(of, data), ...signatureLinks(of.packageType, of.signature, data, outcomes)];
}

function configLink({ config }: PageFunction, data: PageData): Link {
  const about = { relation: "guarded by", kind: "Code signing config" };
  if (config === undefined)
    return { ...about, name: "not known", state: "unknown", says: "could not be read" };
  const { arn, policy } = (config === null ? undefined : data.configs[config]) ?? {};
  if (arn === undefined)
    return { ...about, name: "none", state: "bad", says: "unsigned code can be deployed" };
  const [state, says]: Judged =
    policy === "Enforce" ? ["fine", "Enforce"] : ["warning", `${policy}: takes unsigned code`];
  return { ...about, name: lastPart(arn), arn, state, says };
}

/** Of a function or of a layer version. */
export function signatureLinks(
  packageType: string,
  signature: PageSignature | null,
  data: PageData,
  outcomes: ReadonlySet<string>,
): Link[] {
  if (!signature) {
    const says = packageType === "Image" ? "AWS Signer signs ZIPs only" : "nobody vouches for this code";
    return [{ relation: "signed with", kind: "Signature", name: "none", state: "bad", says }];
  }
  const { publisher, profile } = data.signers[signature.signer]!;
  const [profileState, profileSays] = judgeProfile(signature, profile, outcomes);
  const [jobState, jobSays] = judgeJob(signature.job);
  const [expiryState, expirySays] = judgeExpiry(signature.expiresAt, data);
  return [
    {
      relation: "signed by",
      kind: "Publisher",
      name: profile.name ?? (publisher === null ? "not known" : lastPart(publisher)),
      ...(publisher === null ? {} : { arn: publisher }),
      state: profileState,
      says: profileSays,
    },
    {
      relation: "in",
      kind: "Signing job",
      name: lastPart(signature.job.arn),
      arn: signature.job.arn,
      state: jobState,
      says: jobSays,
    },
    {
      relation: "made",
      kind: "Signature",
      name: signature.signedAt === undefined ? "signed" : `of ${day(signature.signedAt)}`,
      state: expiryState,
      says: expirySays,
    },
  ];
}

function judgeProfile(
  { signedAt }: PageSignature,
  { status, revokedFrom }: PageData["signers"][number]["profile"],
  outcomes: ReadonlySet<string>,
): Judged {
  if (outcomes.has("publisher-not-allowed")) return ["bad", "not an allowed publisher"];
  if (typeof revokedFrom === "string") {
    // What was signed before stays trusted; of the very instant AWS says nothing.
    return signedAt !== undefined && signedAt < revokedFrom
      ? ["warning", `revoked from ${day(revokedFrom)} on`]
      : ["bad", `revoked from ${day(revokedFrom)} on`];
  }
  if (status === undefined || revokedFrom === undefined) return ["unknown", "could not be read"];
  if (status === "Active") return ["fine", "Active"];
  return [status === "Revoked" ? "bad" : "warning", status];
}

function judgeJob({ status, revoked }: PageSignature["job"]): Judged {
  if (revoked) {
    const at = revoked.at === null ? "" : ` ${day(revoked.at)}`;
    return ["bad", `revoked${at}: ${revoked.reason ?? "no reason given"}`];
  }
  if (status === undefined || revoked === undefined) return ["unknown", "could not be read"];
  return status === "Succeeded" ? ["fine", "Succeeded, not revoked"] : ["bad", status];
}

function judgeExpiry(expiresAt: string | undefined, { generatedAt, expiresBefore }: PageData): Judged {
  if (expiresAt === undefined) return ["unknown", "expiry is not known"];
  const expires = Date.parse(expiresAt);
  if (expires <= Date.parse(generatedAt)) return ["bad", `expired ${day(expiresAt)}`];
  return [expires < Date.parse(expiresBefore) ? "warning" : "fine", `expires ${day(expiresAt)}`];
}

export const day = (time: string): string => time.slice(0, 10);

/** A name without what all ARNs of its kind begin with; a signing profile's version is part of it. */
export function lastPart(arn: string): string {
  const resource = arn.split(":").slice(5).join(":");
  return resource.replace(/^(\/signing-(jobs|profiles)\/|function:|layer:|code-signing-config:)/, "") || arn;
}
