// Writes the page of a report to standard output: `node run.mjs __tests__/cli/audit/render-report.ts report.json`.
import { readFileSync } from "node:fs";
import { renderHtml } from "../../../cli/audit/html";
import type { AuditReport } from "../../../cli/audit/report";

process.stdout.write(renderHtml(JSON.parse(readFileSync(process.argv[2]!, "utf8")) as AuditReport));
