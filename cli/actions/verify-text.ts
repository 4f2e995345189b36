import type { CodeFacts } from "../aws/function-facts";
import { isRead, valueOf } from "../aws/read";
import type { Judge } from "../judge/judge-package";
import { formatPairs } from "../output/table";
import { type Paint, printable } from "../output/terminal";
import { formatBytes, formatExpiry, formatTime } from "../output/units";
import type { PackageFacts } from "../packages/package-facts";
import type { FileFacts, Judged } from "./verify";

type Pair = readonly [name: string, value: string];

/** What `verify` tells people of each target. */
export function verifyText(judged: readonly Judged[], judge: Judge, paint: Paint): string[] {
  return judged.flatMap((one) => [
    paint("bold", `${one.kind} ${printable(one.target)}${one.level === "strict" ? "" : ` (${one.level})`}`),
    ...(one.facts ? formatPairs(pairsOf(one.facts, judge)) : []),
    ...one.findings.map(({ outcome, subject, message, counts }) => {
      const about = subject === one.target ? "" : `${printable(subject)}: `;
      const mark = counts ? paint("red", outcome) : paint("yellow", `${outcome} (tolerated)`);
      return `  ${mark}: ${about}${printable(message)}`;
    }),
    "",
  ]);
}

function pairsOf(facts: NonNullable<Judged["facts"]>, judge: Judge): Pair[] {
  if (facts.kind === "file") {
    return [...packagePairs(facts.package, judge), ...revocationOfFile(facts)];
  }
  const pairs = codePairs(facts, judge);
  if (facts.kind === "layer") return pairs;

  const config = valueOf(facts.config);
  const configText = !isRead(facts.config)
    ? "not known"
    : config
      ? `${config.policy}, ${config.arn}`
      : "none";
  return [
    ...pairs,
    ["config", configText],
    ...(facts.layers.length === 0 ? [["layers", "none"] as const] : []),
    ...facts.layers.flatMap((layer): Pair[] => {
      const value = valueOf(layer);
      if (!value) return [["layer", "not known"]];
      return [
        ["layer", value.arn],
        ...codePairs(value, judge).map(([name, text]): Pair => [`  ${name}`, text]),
      ];
    }),
  ];
}

function codePairs(facts: CodeFacts, judge: Judge): Pair[] {
  const read = valueOf(facts.package);
  const job = valueOf(facts.job);
  const profile = valueOf(facts.profile);
  return [
    ...(read ? packagePairs(read, judge) : [["package", "not known"] as const]),
    ...(facts.job
      ? [
          [
            "job status",
            job ? `${job.status}${job.revoked ? ", revoked" : ", not revoked"}` : "not known",
          ] as const,
        ]
      : []),
    ...(facts.profile
      ? [["profile", profile ? `${profile.name}, ${profile.status}` : "not known"] as const]
      : []),
  ];
}

function packagePairs(facts: PackageFacts, { now }: Judge): Pair[] {
  const size = formatBytes(facts.sizeInBytes);
  if (facts.status !== "signed") return [["package", `${size}, ${facts.status}`]];
  const { signature } = facts;
  return [
    ["package", `${size}, signed, its content is what was signed`],
    ["publisher", signature.signingProfileVersionArn],
    ["job", signature.signingJobArn],
    ["signed", formatTime(signature.signedAt)],
    ["expires", formatExpiry(signature.expiresAt, now)],
    ["root", rootText(signature.certificates.at(-1)!.subject, signature.rootTrustedBy)],
  ];
}

const rootText = (subject: string, trustedBy: string | undefined): string =>
  `${subject} (${trustedBy === undefined ? "not trusted" : `trusted by ${trustedBy}`})`;

const revocationOfFile = (facts: FileFacts): Pair[] =>
  facts.package.status === "signed"
    ? [["revocation", "not asked: a file is verified offline (`signed-lambda inspect JOB` asks Signer)"]]
    : [];
