import { EXIT_CODES } from "../../cli/exit-codes";

/** The exit codes as a table in Markdown, formatted as prettier formats it. */
export function exitCodeTable(): string {
  const rows = Object.entries(EXIT_CODES).map(([outcome, { code, meaning }]) => [
    String(code),
    `\`${outcome}\``,
    meaning,
  ]);
  const header = ["code", "outcome", "meaning"];
  const widths = header.map((_, column) => Math.max(...[header, ...rows].map((row) => row[column]!.length)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(" | ")} |\n`;
  return [header, widths.map((width) => "-".repeat(width)), ...rows].map(line).join("");
}
