import { createHash } from "node:crypto";
import type { AuditReport, Finding, Severity } from "../report";
import { RULES } from "../rules/catalogue";

const LEVELS: Readonly<Record<Severity, "error" | "warning" | "note">> = {
  critical: "error",
  high: "error",
  medium: "warning",
  low: "note",
};
/** As GitHub's code scanning ranks findings: over 9.0 is critical, over 7.0 high, from 4.0 on medium. */
const SECURITY_SEVERITY: Readonly<Record<Severity, string>> = {
  critical: "9.5",
  high: "8.0",
  medium: "5.5",
  low: "3.0",
};

/** The findings as SARIF 2.1.0. What the trust policy tolerates is in it as suppressed. */
export const sarif = (report: AuditReport): object => ({
  $schema: "https://json.schemastore.org/sarif-2.1.0.json",
  version: "2.1.0",
  runs: [
    {
      tool: {
        driver: {
          name: report.tool.name,
          version: report.tool.version,
          rules: RULES.map(({ id, title, severity, finds, remedy }) => ({
            id,
            name: pascalCase(title),
            shortDescription: { text: title },
            fullDescription: { text: finds },
            help: { text: remedy },
            defaultConfiguration: { level: LEVELS[severity] },
            properties: { "security-severity": SECURITY_SEVERITY[severity], tags: ["security"] },
          })),
        },
      },
      invocations: [
        {
          // Also one that couldn't read everything has run to its end: the notifications say what is missing.
          executionSuccessful: report.notRead.length === 0,
          exitCode: report.exitCode,
          startTimeUtc: report.startedAt,
          endTimeUtc: report.generatedAt,
          toolExecutionNotifications: report.notRead.map(({ what, why }) => ({
            level: "error",
            message: { text: `Could not be read: ${what}. ${why}` },
          })),
        },
      ],
      results: report.findings.map(result),
    },
  ],
});

const RULE_INDEX = new Map(RULES.map(({ id }, index) => [id, index]));

const result = ({ id, severity, resource, message, remedy, counts }: Finding): object => ({
  ruleId: id,
  ruleIndex: RULE_INDEX.get(id),
  level: LEVELS[severity],
  message: { text: `${message} ${remedy}` },
  locations: [
    {
      physicalLocation: { artifactLocation: { uri: relativeUri(resource) }, region: { startLine: 1 } },
      logicalLocations: [{ fullyQualifiedName: resource, kind: "resource" }],
    },
  ],
  // The same in every run, whatever the message says of days that are left.
  partialFingerprints: {
    "ruleAndResource/v1": createHash("sha256").update(`${id}\n${resource}`).digest("hex"),
  },
  ...(counts
    ? {}
    : { suppressions: [{ kind: "external", justification: "The trust policy's level tolerates it." }] }),
});

/** Code scanning shows only what lies below a root: an ARN by itself would be a URI of another scheme. */
const relativeUri = (arn: string): string =>
  arn
    .split(/[:/]/)
    .filter((part) => part !== "")
    .map(encodeURIComponent)
    .join("/");

const pascalCase = (title: string): string =>
  title
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
