import { formatPairs, formatTable } from "../../output/table";
import { type Paint, printable } from "../../output/terminal";
import { formatCount } from "../../output/units";
import type { AuditReport } from "../report";

/** Summary, findings and what couldn't be read, for people. */
export function auditText(report: AuditReport, paint: Paint): string[] {
  const { totals, findings, notRead, policy } = report;
  return [
    ...formatPairs([
      ["account", report.account ?? "not known"],
      ["regions", report.regions.join(", ")],
      ["trust policy", policy.file ?? "none"],
      ["publishers", policy.publishers?.join(", ") ?? "any"],
      ["functions", `${formatCount(totals.functions)}, ${formatCount(totals.skipped)} of them skipped`],
      ["signed", `${formatCount(totals.signed)} of ${formatCount(totals.functions)}`],
      [
        "configs",
        `Enforce ${formatCount(totals.enforced)}, Warn ${formatCount(totals.warned)}, none ${formatCount(totals.withoutConfig)}`,
      ],
      ["layers", formatCount(totals.layers)],
    ]),
    "",
    ...(findings.length > 0
      ? formatTable(
          HEADER,
          findings.map(({ id, severity, counts, resource, message, remedy }) => [
            counts ? severity : `${severity} (tolerated)`,
            id,
            resource,
            `${message} ${remedy}`,
          ]),
        )
      : ["No findings."]),
    ...(notRead.length > 0 ? ["", paint("yellow", "Could not be read:")] : []),
    ...notRead.map(({ what, why }) => `  ${printable(what)}: ${printable(why)}`),
    "",
  ];
}

const HEADER = ["SEVERITY", "ID", "RESOURCE", "FINDING"];
