import type { Report } from "./report";

/** The report for people: tables, then one line that says how it went. */
export function summarize(report: Report, outcome: string): string {
  const sections = [
    section(
      "Steps",
      ["step", "seconds", ""],
      [
        ...report.steps.map((step) => [step.name, step.seconds.toFixed(1), step.ok ? "ok" : "FAILED"]),
        ["total", report.steps.reduce((sum, step) => sum + step.seconds, 0).toFixed(1), ""],
      ],
    ),
    section(
      "Functions",
      ["function", "verdict", "signing job"],
      report.functions.map((f) => [f.name, f.verdict, f.signingJobArn.split("/").pop() ?? ""]),
    ),
    section(
      "Attacks under Enforce",
      ["attack", "AWS's error", "the same without the attack"],
      report.rejections.map((r) => [r.attack, r.error || "NOT REJECTED", r.control]),
    ),
    ...distinctMessages(report).map((message) => `  ${message}`),
    section(
      "Under Warn",
      ["artifact", "outcome"],
      report.warn.map((w) => [w.artifact, w.outcome]),
    ),
    section(
      "Afterwards",
      ["", ""],
      [
        ...(report.secondPlan === undefined ? [] : [["second plan", report.secondPlan]]),
        ...(report.codeChange
          ? [
              [
                "one line changed",
                `${report.codeChange.newSigningJobs} new signing job, updated: ` +
                  `${report.codeChange.functionsUpdated.join(", ") || "nothing"}, ` +
                  `else: ${report.codeChange.others.join(", ") || "nothing"}`,
              ],
            ]
          : []),
        ...(report.remaining === undefined
          ? []
          : [
              ["left after destroy", report.remaining.length === 0 ? "nothing" : report.remaining.join(", ")],
            ]),
      ],
    ),
  ];
  return `${sections.filter(Boolean).join("\n")}\n\n${outcome}\n`;
}

/** AWS's sentences, each once: they differ by the function that they name. */
const distinctMessages = (report: Report): string[] => [
  ...new Set(
    report.rejections.map(({ message }) => message.replace(/ for \S+\.$/, " for …")).filter(Boolean),
  ),
];

/** A titled table with aligned columns; nothing when it has no rows. */
function section(title: string, header: string[], rows: string[][]): string {
  if (rows.length === 0) return "";
  const all = header.some(Boolean) ? [header, ...rows] : rows;
  const widths = header.map((_, column) => Math.max(...all.map((row) => (row[column] ?? "").length)));
  const lines = all.map((row) =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}`.trimEnd(),
  );
  return [`\n${title}`, ...lines].join("\n");
}
