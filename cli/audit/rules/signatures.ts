import { formatExpiry } from "../../output/units";
import type { AuditedSignature } from "../report";
import { onSignatures, type Rule } from "./rule";

const SIGN_AGAIN = "Sign the package again, and deploy it.";

export const SIGNATURES: readonly Rule[] = [
  {
    id: "SL007",
    title: "Publisher that the trust policy doesn't allow",
    severity: "critical",
    outcome: "publisher-not-allowed",
    finds:
      "Code is signed by a signing profile version that neither `--publisher` nor the trust policy allows.",
    remedy: "Find out who signed it. Sign the package with an allowed profile, or allow this one.",
    find: onSignatures(({ publisher }, { publishers }) =>
      publishers && !publishers.allow(publisher ?? "")
        ? `It is signed by ${publisher ?? "nobody that Lambda names"}. Allowed: ${publishers.allowed.join(", ")}.`
        : undefined,
    ),
  },
  {
    id: "SL008",
    title: "Publisher that the function's config doesn't list",
    severity: "high",
    outcome: "publisher-not-allowed",
    finds:
      "Code of a function, or of a layer of it, is signed by a signing profile version that the function's own code signing config doesn't list.",
    remedy: "Sign the package with a profile that the config lists, or list this one.",
    find: ({ code, configs }) => {
      const listed = new Map(configs.map(({ arn, publishers }) => [arn, new Set(publishers)]));
      return code.flatMap(({ resource, region, functions, signature }) => {
        const publisher = signature?.publisher;
        if (!publisher) return [];
        const refusing = functions.filter(
          ({ config }) => config && listed.has(config.arn) && !listed.get(config.arn)!.has(publisher),
        );
        if (refusing.length === 0) return [];
        const arns = [...new Set(refusing.map(({ config }) => config!.arn))];
        const message = `It is signed by ${publisher}, which is not listed by ${arns.join(", ")}.`;
        return [{ resource, region, functions: refusing, message }];
      });
    },
  },
  {
    id: "SL009",
    title: "Signature expired",
    severity: "high",
    outcome: "expired",
    finds:
      "The signature of deployed code has expired: the same package can't be deployed again under Enforce.",
    remedy: SIGN_AGAIN,
    find: onSignatures(({ expiresAt }, { now }) =>
      expiresAt !== undefined && new Date(expiresAt) <= now
        ? `Its signature expired at ${formatExpiry(new Date(expiresAt), now)}.`
        : undefined,
    ),
  },
  {
    id: "SL010",
    title: "Signature expires soon",
    severity: "low",
    outcome: "expired",
    finds: "The signature of deployed code expires within `--expires-within`.",
    remedy: SIGN_AGAIN,
    find: onSignatures(({ expiresAt }, { now, expiresBefore }) => {
      if (expiresAt === undefined) return undefined;
      const time = new Date(expiresAt);
      return time > now && time < expiresBefore
        ? `Its signature expires at ${formatExpiry(time, now)}.`
        : undefined;
    }),
  },
  {
    id: "SL011",
    title: "Signing job revoked, still deployed",
    severity: "critical",
    outcome: "revoked",
    finds: "The signing job of deployed code is revoked.",
    remedy: SIGN_AGAIN,
    find: onSignatures(({ job: { arn, revoked } }) =>
      revoked
        ? `Its signing job ${arn} was revoked${revoked.at ? ` at ${revoked.at}` : ""}: ${revoked.reason ?? "no reason known"}.`
        : undefined,
    ),
  },
  {
    id: "SL012",
    title: "Signed by a revoked profile",
    severity: "critical",
    outcome: "revoked",
    finds: "Deployed code was signed after the time from which its signing profile is revoked.",
    remedy: "Sign the package with another profile, and deploy it.",
    find: onSignatures((signature) =>
      isSignedAfterRevocation(signature)
        ? `Its signing profile ${signature.publisher} is revoked from ${signature.profile.revokedFrom} on.`
        : undefined,
    ),
  },
  {
    id: "SL013",
    title: "Signing job that made no signature",
    severity: "critical",
    outcome: "integrity",
    finds: "Signer says of the signing job of deployed code that it didn't succeed.",
    remedy:
      "Download the package with `signed-lambda verify`, find out who deployed it, and deploy one that is signed.",
    find: onSignatures(({ job: { arn, status } }) =>
      status !== undefined && status !== "Succeeded"
        ? `Its signing job ${arn} has the status ${status}: it can't have made this signature.`
        : undefined,
    ),
  },
];

/** What was signed before stays trusted. Of the very instant AWS says nothing: it counts as after. */
function isSignedAfterRevocation({ profile: { status, revokedFrom }, signedAt }: AuditedSignature): boolean {
  if (status !== "Revoked" && !revokedFrom) return false;
  return !revokedFrom || !signedAt || new Date(signedAt) >= new Date(revokedFrom);
}
