import type { AuditReport } from "../../../cli/audit/report";
import { exampleReport } from "./example-report";

/** What gets out of a script element, a comment, an attribute or a line of a script. */
export const HOSTILE = `</script><script>alert(1)</script><!--<img src=x onerror=alert(2)>"'&\u2028\u2029`;

/** Hostile text wherever a report has text that somebody else chose. */
export function hostileReport(): AuditReport {
  const report = exampleReport();
  const [first, ...others] = report.functions;
  return {
    ...report,
    account: HOSTILE,
    regions: [HOSTILE],
    verdict: HOSTILE,
    tool: { name: "signed-lambda", version: HOSTILE },
    policy: { ...report.policy, file: HOSTILE, publishers: [HOSTILE] },
    functions: [{ ...first!, name: HOSTILE, runtime: HOSTILE }, ...others],
    findings: report.findings.map((finding) => ({ ...finding, title: HOSTILE, message: HOSTILE })),
    notRead: [{ what: HOSTILE, why: HOSTILE }],
  };
}
