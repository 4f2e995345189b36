import { RULES } from "../../cli/audit/rules/catalogue";
import { EXIT_CODES } from "../../cli/exit-codes";
import { markdownTable } from "./markdown-table";

/** What an audit can find as a table in Markdown, formatted as prettier formats it. */
export const findingsTable = (): string =>
  markdownTable(
    ["id", "severity", "code", "title", "when"],
    RULES.map(({ id, severity, outcome, title, finds }) => [
      id,
      severity,
      String(EXIT_CODES[outcome].code),
      title,
      finds,
    ]),
  );
