import type { AuditedFunction, AuditReport } from "../../../cli/audit/report";
import { exampleReport } from "./example-report";

/** The example's functions over and over, each with its own name, job and expiry; and their findings with them. */
export function fleetReport(size: number): AuditReport {
  const report = exampleReport();
  const suffix = (place: number): string => String(place).padStart(5, "0");
  const functions = Array.from({ length: size }, (_, place): AuditedFunction => {
    const of = report.functions[place % report.functions.length]!;
    const { signature } = of;
    return {
      ...of,
      name: `${of.name}-${suffix(place)}`,
      arn: `${of.arn}-${suffix(place)}`,
      signature: signature && {
        ...signature,
        job: { ...signature.job, arn: signature.job.arn.replace(/.{12}$/, suffix(place).padStart(12, "0")) },
      },
    };
  });
  const findings = functions.flatMap(({ arn }) =>
    report.findings
      .filter(({ resource }) => arn.startsWith(`${resource}-`))
      .map((finding) => ({ ...finding, resource: arn, functions: [arn] })),
  );
  return {
    ...report,
    functions,
    findings,
    totals: { ...report.totals, functions: size, counting: findings.length },
    verdict: `${size} functions in eu-west-1: ${findings.length} findings`,
  };
}
