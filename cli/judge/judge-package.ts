import { formatTime } from "../output/units";
import type { PackageFacts, SignatureFacts } from "../packages/package-facts";
import type { Publishers } from "../trust/publishers";
import type { Finding } from "./finding";

export interface Judge {
  /** `undefined`: any will do. */
  readonly publishers: Publishers | undefined;
  readonly now: Date;
  /** Where a local AWS tells its root, if one is in use. */
  readonly localEndpoint: string | undefined;
}

/** What is wrong with a package by itself: integrity, root, publisher, expiry. */
export function judgePackage(subject: string, facts: PackageFacts, judge: Judge): Finding[] {
  switch (facts.status) {
    case "unsigned":
      return [
        { outcome: "unsigned", subject, message: "It has no signature. `signed-lambda sign` makes one." },
      ];
    case "invalid":
      return [{ outcome: "integrity", subject, message: facts.reason }];
    case "signed":
      return judgeSignature(subject, facts.signature, judge);
  }
}

function judgeSignature(
  subject: string,
  signature: SignatureFacts,
  { publishers, now, localEndpoint }: Judge,
): Finding[] {
  const findings: Finding[] = [];
  if (signature.rootTrustedBy === undefined) {
    findings.push({ outcome: "untrusted-root", subject, message: untrustedRoot(signature, localEndpoint) });
  }
  if (publishers && !publishers.allow(signature.signingProfileVersionArn)) {
    findings.push({
      outcome: "publisher-not-allowed",
      subject,
      message: `It is signed by ${signature.signingProfileVersionArn}. Allowed: ${publishers.allowed.join(", ")}.`,
    });
  }
  if (signature.expiresAt <= now) {
    findings.push({
      outcome: "expired",
      subject,
      message: `Its signature expired at ${formatTime(signature.expiresAt)}. Sign the package again, and deploy it.`,
    });
  }
  return findings;
}

/** How the roots of local AWSs are named, so that nobody takes them for AWS's. */
const LOCAL_ROOT = "signed-lambda LOCAL";

function untrustedRoot({ certificates }: SignatureFacts, localEndpoint: string | undefined): string {
  const { subject, sha256 } = certificates.at(-1)!;
  const what = `The signature holds, but its root is not trusted: '${subject}', SHA-256 ${sha256}.`;
  if (!subject.includes(LOCAL_ROOT)) {
    return `${what} If it is one of yours, give its certificate with --trust-root FILE, or name it in the trust policy.`;
  }
  const from = `${localEndpoint ?? "http://127.0.0.1:4599"}/_local/root-certificate`;
  return `${what} It is a local AWS's. To trust that one: curl -fsS ${from} -o local-root.pem, then --trust-root local-root.pem`;
}
