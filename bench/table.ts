import type { Row } from "./bench";

const HEADER = ["", "ours", "peer", "ratio", "target", ""];

/** The rows as one table with aligned columns: text on the left, figures on the right. */
export function formatTable(rows: readonly Row[]): string {
  const cells = rows.map(({ what, ours, peer, ratio, target }) => [
    what,
    ours,
    peer ?? "",
    ratio === undefined ? "" : ratio.toFixed(ratio < 2 ? 2 : 1),
    target?.text ?? "",
    target ? (target.met ? "met" : "MISSED") : "",
  ]);
  const widths = HEADER.map((_, column) =>
    Math.max(...[HEADER, ...cells].map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) =>
        column === 0 || column >= 4 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join("  ")
      .trimEnd();
  return [line(HEADER), ...cells.map(line)].join("\n");
}

export const seconds = (value: number): string => `${value.toFixed(value < 10 ? 2 : 1)} s`;
export const megabytes = (value: number): string => `${value.toFixed(0)} MB`;
