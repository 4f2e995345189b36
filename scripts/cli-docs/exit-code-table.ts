import { EXIT_CODES } from "../../cli/exit-codes";
import { markdownTable } from "./markdown-table";

/** The exit codes as a table in Markdown. */
export const exitCodeTable = (): string =>
  markdownTable(
    ["code", "outcome", "meaning"],
    Object.entries(EXIT_CODES).map(([outcome, { code, meaning }]) => [
      String(code),
      `\`${outcome}\``,
      meaning,
    ]),
  );
