import type { AuditReport, Finding } from "../report";

interface Case {
  readonly name: string;
  readonly body: string;
  readonly kind: "passed" | "failure" | "error" | "skipped";
}

/**
 * The report as JUnit XML: a suite for each Region with a case for each finding and for each function that has none,
 * and a suite for what couldn't be read. A finding that several functions share names them. What the trust policy tolerates, or skips, is skipped.
 */
export function junit(report: AuditReport): string {
  const found = new Set(report.findings.flatMap(({ functions }) => functions));
  const suites = [
    ...report.regions.map((region) =>
      suite(`signed-lambda audit ${region}`, region, [
        ...report.findings.filter((finding) => finding.region === region).map(ofFinding),
        ...report.functions
          .filter((one) => one.region === region && !found.has(one.arn))
          .map(({ arn, level }): Case =>
            level === "skip"
              ? { name: arn, kind: "skipped", body: `<skipped message="The trust policy skips it."/>` }
              : { name: arn, kind: "passed", body: "" },
          ),
      ]),
    ),
    // Such as a signing profile of another Region.
    ...elsewhere(report),
    ...(report.notRead.length > 0
      ? [
          suite(
            "signed-lambda audit: could not be read",
            "not-read",
            report.notRead.map(({ what, why }): Case => ({
              name: what,
              kind: "error",
              body: `<error type="incomplete" message="${escape(why)}"/>`,
            })),
          ),
        ]
      : []),
  ];
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="signed-lambda audit">\n${suites.join("")}</testsuites>\n`;
}

function elsewhere({ findings, regions }: AuditReport): string[] {
  const others = findings.filter(({ region }) => !regions.includes(region));
  return others.length > 0
    ? [suite("signed-lambda audit, other Regions", "other-regions", others.map(ofFinding))]
    : [];
}

function ofFinding({ id, title, outcome, resource, functions, message, remedy, counts }: Finding): Case {
  const name = `${id} ${title}: ${resource}`;
  const text = [message, remedy, ...functions.filter((arn) => arn !== resource)].join("\n");
  return counts
    ? {
        name,
        kind: "failure",
        body: `<failure type="${escape(outcome)}" message="${escape(message)}">${escape(text)}</failure>`,
      }
    : {
        name,
        kind: "skipped",
        body: `<skipped message="${escape(`Tolerated: ${message}`)}">${escape(text)}</skipped>`,
      };
}

function suite(name: string, className: string, cases: readonly Case[]): string {
  const count = (kind: Case["kind"]) => cases.filter((one) => one.kind === kind).length;
  const attributes =
    `name="${escape(name)}" tests="${cases.length}" failures="${count("failure")}" ` +
    `errors="${count("error")}" skipped="${count("skipped")}"`;
  const lines = cases.map(
    (one) =>
      `    <testcase classname="${escape(className)}" name="${escape(one.name)}">${one.body}</testcase>\n`,
  );
  return `  <testsuite ${attributes}>\n${lines.join("")}  </testsuite>\n`;
}

/** Characters that XML 1.0 can't have, not even as references. */
const NO_XML =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\n": "&#10;",
  "\t": "&#9;",
  "\r": "&#13;",
};

const escape = (text: string): string =>
  text.replace(NO_XML, "\ufffd").replace(/[&<>"\n\t\r]/g, (character) => ENTITIES[character]!);
