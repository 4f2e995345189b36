import { EXIT_CODES } from "../../exit-codes";
import { counted, formatCount } from "../../output/units";
import { type AuditReport, SEVERITIES } from "../report";
import { html, type SafeHtml } from "./safe-html";

/** How the audit ended, in numbers, and of what. */
export function summary(report: AuditReport): SafeHtml {
  return html`${verdict(report)} ${notRead(report)}
    <ul class="cards" aria-label="Findings by severity">
      ${SEVERITIES.map(
        (severity) =>
          html`<li class="severity-${severity}">
            <strong>${formatCount(report.totals.findings[severity])}</strong> ${severity}
          </li> `,
      )}
    </ul>
    <div class="pairs">
      ${pairs("What was looked at", about(report))} ${pairs("Functions", numbers(report))}
      ${pairs("What was held against it", policy(report))}
    </div>`;
}

function verdict({ outcome, exitCode, verdict }: AuditReport): SafeHtml {
  const kind = outcome === "fine" ? "fine" : outcome === "incomplete" ? "unknown" : "bad";
  const word = { fine: "Fine", unknown: "Not complete", bad: "Not fine" }[kind];
  return html`<p class="verdict ${kind}">
    <strong>${word}.</strong> ${verdict}
    <span>Exit code ${exitCode}: ${EXIT_CODES[outcome].meaning.replaceAll("`", "'")}.</span>
  </p>`;
}

function notRead({ notRead }: AuditReport): SafeHtml {
  return notRead.length === 0
    ? html`<p>All that was asked for could be read.</p>`
    : html`<p class="verdict unknown">
        <strong>${counted(notRead.length, "thing")} could not be read.</strong> What depends on it is not
        known, and not fine. <a href="#not-read">What it is, and why</a>
      </p>`;
}

type Pairs = readonly (readonly [name: string, value: string])[];

const pairs = (title: string, all: Pairs): SafeHtml =>
  html`<div>
    <h3>${title}</h3>
    <dl>
      ${all.map(
        ([name, value]) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div> `,
      )}
    </dl>
  </div>`;

const about = ({ account, regions, startedAt, generatedAt, tool }: AuditReport): Pairs => [
  ["Account", account ?? "not known"],
  [regions.length === 1 ? "Region" : "Regions", regions.join(", ")],
  ["Read from", startedAt],
  ["Read until", generatedAt],
  ["By", `${tool.name} ${tool.version}`],
];

const numbers = ({ totals }: AuditReport): Pairs =>
  (
    [
      ["All", totals.functions],
      ["Signed", totals.signed],
      ["Unsigned", totals.unsigned],
      ["Under Enforce", totals.enforced],
      ["Under Warn", totals.warned],
      ["Without a config", totals.withoutConfig],
      ["Skipped by the policy", totals.skipped],
      ["Layer versions", totals.layers],
    ] as const
  ).map(([name, count]) => [name, formatCount(count)]);

const policy = ({ policy, totals }: AuditReport): Pairs => [
  ["Trust policy", policy.file ?? "none"],
  ["Level", policy.level],
  ["Publishers", policy.publishers?.join(", ") ?? "any"],
  ["Expires soon", `before ${policy.expiresBefore}`],
  ["Findings that count", formatCount(totals.counting)],
];
