import type { CodeFacts, FunctionFacts, LayerFacts } from "../aws/function-facts";
import { allUnread } from "../aws/all-unread";
import { valueOf } from "../aws/read";
import type { ConfigFacts } from "../aws/signing-facts";
import { formatTime } from "../output/units";
import type { Finding } from "./finding";
import { type Judge, judgePackage } from "./judge-package";

/** What is wrong with a function: with its code, its layers and what Lambda enforces; and what isn't known. */
export function judgeFunction(facts: FunctionFacts, judge: Judge): Finding[] {
  const { name } = facts;
  const config = valueOf(facts.config);
  return [
    ...judgeCode(name, facts, judge),
    ...judgeOwnPublishers(name, facts, config),
    ...judgeEnforcement(facts),
    ...facts.layers.flatMap((layer) => {
      const value = valueOf(layer);
      if (!value) return [];
      const subject = `layer ${value.arn}`;
      return [...judgeCode(subject, value, judge), ...judgeOwnPublishers(subject, value, config)];
    }),
    ...judgeUnread(name, facts),
  ];
}

export const judgeLayer = (facts: LayerFacts, judge: Judge): Finding[] => [
  ...judgeCode(facts.arn, facts, judge),
  ...judgeUnread(facts.arn, facts),
];

const judgeUnread = (subject: string, facts: FunctionFacts | LayerFacts): Finding[] =>
  allUnread(facts).map(({ action, reason }) => ({
    outcome: "incomplete" as const,
    subject,
    message: `Not known: ${action}. ${reason}`,
  }));

function judgeCode(subject: string, facts: CodeFacts, judge: Judge): Finding[] {
  const read = valueOf(facts.package);
  return [
    ...(read ? judgePackage(subject, read, judge) : []),
    ...judgeWhatRuns(subject, facts),
    ...judgeJob(subject, facts),
    ...judgeProfile(subject, facts),
  ];
}

/** Whether what was downloaded is what Lambda says that it runs. */
function judgeWhatRuns(subject: string, facts: CodeFacts): Finding[] {
  const read = valueOf(facts.package);
  if (!read) return [];
  const differ = (what: string, expected: string | undefined, got: string | undefined): Finding[] =>
    expected === got
      ? []
      : [
          {
            outcome: "integrity",
            subject,
            message: `What was downloaded is not what Lambda reports: expected ${what} ${expected ?? "none"}, got ${got ?? "none"}.`,
          },
        ];
  const findings = facts.codeSha256 ? differ("CodeSha256", facts.codeSha256, read.sha256) : [];
  // Of a package that is signed Lambda may report nothing: it trusts no root but AWS's.
  if (facts.signingJobArn === undefined) return findings;
  const signature = read.status === "signed" ? read.signature : undefined;
  return [
    ...findings,
    ...differ("the signing job", facts.signingJobArn, signature?.signingJobArn),
    ...differ("the publisher", facts.signingProfileVersionArn, signature?.signingProfileVersionArn),
  ];
}

function judgeJob(subject: string, facts: CodeFacts): Finding[] {
  const job = valueOf(facts.job);
  if (!job) return [];
  if (job.revoked) {
    const { at, reason } = job.revoked;
    const when = at ? ` at ${formatTime(at)}` : "";
    return [
      {
        outcome: "revoked",
        subject,
        message: `Its signing job ${job.arn} was revoked${when}: ${reason ?? "no reason given"}. Sign the package again, and deploy it.`,
      },
    ];
  }
  if (job.status === "Succeeded") return [];
  return [
    {
      outcome: "integrity",
      subject,
      message: `Its signing job ${job.arn} has the status ${job.status}: it can't have made this signature.`,
    },
  ];
}

function judgeProfile(subject: string, facts: CodeFacts): Finding[] {
  const profile = valueOf(facts.profile);
  if (!profile) return [];
  const read = valueOf(facts.package);
  const signature = read?.status === "signed" ? read.signature : undefined;
  const versionArn = signature?.signingProfileVersionArn ?? facts.signingProfileVersionArn;
  if (profile.versionArn !== versionArn) {
    return [
      {
        outcome: "incomplete",
        subject,
        message: `Not known: whether ${versionArn} is revoked. Signer tells of ${profile.versionArn ?? "no version"} only.`,
      },
    ];
  }
  if (!profile.revoked) return [];
  const { effectiveFrom } = profile.revoked;
  const signedAt = signature?.signedAt ?? valueOf(facts.job)?.completedAt;
  // What was signed before stays trusted. Of the very instant AWS says nothing: it counts as after.
  if (effectiveFrom && signedAt && signedAt < effectiveFrom) return [];
  const from = effectiveFrom ? ` from ${formatTime(effectiveFrom)} on` : "";
  return [
    {
      outcome: "revoked",
      subject,
      message: `Its signing profile '${profile.name}' is revoked${from}. Sign the package with another, and deploy it.`,
    },
  ];
}

function judgeOwnPublishers(subject: string, facts: CodeFacts, config: ConfigFacts | undefined): Finding[] {
  const read = valueOf(facts.package);
  const publisher =
    read?.status === "signed" ? read.signature.signingProfileVersionArn : facts.signingProfileVersionArn;
  if (!config || !publisher || config.publishers.includes(publisher)) return [];
  return [
    {
      outcome: "publisher-not-allowed",
      subject,
      message: `It is signed by ${publisher}, which the function's code signing config ${config.arn} doesn't list.`,
    },
  ];
}

function judgeEnforcement({ name, packageType, config }: FunctionFacts): Finding[] {
  if (packageType !== "Zip") {
    return [
      {
        outcome: "unsigned",
        subject: name,
        message: `It is deployed as ${packageType === "Image" ? "a container image" : packageType}: AWS Signer's code signing for Lambda knows ZIPs only.`,
      },
    ];
  }
  if (!("value" in config)) return [];
  const { value } = config;
  if (value?.policy === "Enforce") return [];
  return [
    {
      outcome: "not-enforced",
      subject: name,
      message: value
        ? `Its code signing config ${value.arn} says ${value.policy}: unsigned code can be deployed. Set UntrustedArtifactOnDeployment to Enforce.`
        : "It has no code signing config: unsigned code can be deployed. Attach one that says Enforce.",
    },
  ];
}
