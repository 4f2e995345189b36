import type { Grade, NotShown, Row } from "./row";
import type { Result } from "./run-rows";

const GRADES: Readonly<Record<Grade, string>> = {
  documented: "documented",
  "measured live": "measured live",
  provider: "the provider's",
  unconfirmed: "unconfirmed",
};

/** The results as text with aligned columns, what failed and why below it. */
export function textTable(results: readonly Result[]): string {
  const lines = results.map(({ row, outcome }) => [
    row.id,
    row.service,
    GRADES[row.grade],
    row.client,
    outcome.is,
    row.claim,
  ]);
  const others = results.flatMap(({ row, outcome }) =>
    outcome.is === "passed" ? [] : [`${row.id}: ${outcome.is}: ${outcome.why}`],
  );
  return [
    aligned([["row", "service", "grade", "shown by", "", "what is claimed"], ...lines]),
    ...others,
  ].join("\n");
}

export function textOfNotShown(rows: readonly NotShown[]): string {
  return [
    "Not shown:",
    aligned(
      rows.map(({ id, service, grade, claim, reason }) => [
        id,
        service,
        GRADES[grade],
        `${claim} (${reason})`,
      ]),
    ),
  ].join("\n");
}

function aligned(cells: ReadonlyArray<readonly string[]>): string {
  const widths = (cells[0] ?? []).map((_, column) => Math.max(...cells.map((row) => row[column]!.length)));
  return cells
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

const BEGIN = "<!-- prettier-ignore-start -->\n<!-- Written by `npm run conformance -- --markdown` -->";
const END = "<!-- prettier-ignore-end -->";

/** Both lists as Markdown, without results: a run has those. */
export function markdownTables(rows: readonly Row[], notShown: readonly NotShown[]): string {
  return [
    markdownTable(
      ["row", "service", "what is claimed", "grade", "shown by"],
      rows.map(({ id, service, claim, grade, client }) => [
        `\`${id}\``,
        service,
        claim,
        GRADES[grade],
        client,
      ]),
    ),
    "### Not shown",
    "What is known of AWS, or guessed, that this machine can't show.",
    markdownTable(
      ["row", "service", "what is claimed", "grade", "why not"],
      notShown.map(({ id, service, claim, grade, reason }) => [
        `\`${id}\``,
        service,
        claim,
        GRADES[grade],
        reason,
      ]),
    ),
  ].join("\n\n");
}

function markdownTable(header: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(escaped).join(" | ")} |`;
  return [line(header), line(header.map(() => "---")), ...rows.map(line)].join("\n");
}

const escaped = (cell: string): string => cell.replaceAll("|", "\\|").replaceAll("<", "\\<");

/**
 * A page with the tables written between its two markers.
 * @throws Error when it lacks them.
 */
export function withTables(page: string, tables: string): string {
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (begin < 0 || end < begin) {
    throw new Error(`Expected a page with the two lines "${BEGIN}" and "${END}", in this order`);
  }
  return `${page.slice(0, begin)}${BEGIN}\n\n${tables}\n\n${page.slice(end)}`;
}
