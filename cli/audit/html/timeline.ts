import { counted, formatCount } from "../../output/units";
import type { AuditedSignature, AuditReport } from "../report";
import { html, type SafeHtml } from "./safe-html";

/** How many signatures expire in a month, in UTC. */
export interface Month {
  /** Such as `2027-03`; `expired` for all that has. */
  readonly label: string;
  readonly count: number;
  readonly kind: "expired" | "soon" | "later";
}

/** AWS Signer's longest validity for Lambda is 135 months, so that nothing lies beyond but what another clock signed. */
const MOST_MONTHS = 140;
const MOST_LABELS = 6;
const HEIGHT = 160;

/**
 * Every month from now until the last expiry, also those in which none expires; before them, in one, what has expired.
 * Of functions each has its own, layer versions are counted once.
 */
export function monthsOfExpiry(report: AuditReport): Month[] {
  const now = new Date(report.generatedAt);
  const soon = new Date(report.policy.expiresBefore);
  const counts = new Map<number, number>();
  let expired = 0;
  for (const expiresAt of signatures(report).flatMap(expiryOf)) {
    if (expiresAt <= now) expired += 1;
    else {
      const month = Math.min(monthNumber(expiresAt), monthNumber(now) + MOST_MONTHS);
      counts.set(month, (counts.get(month) ?? 0) + 1);
    }
  }
  const months: Month[] = expired > 0 ? [{ label: "expired", count: expired, kind: "expired" }] : [];
  const last = Math.max(...counts.keys());
  for (let month = monthNumber(now); month <= last; month++) {
    const name = monthName(month);
    months.push({
      label: month === monthNumber(now) + MOST_MONTHS ? `${name} and after` : name,
      count: counts.get(month) ?? 0,
      kind: month <= monthNumber(soon) ? "soon" : "later",
    });
  }
  return months;
}

function signatures({ functions }: AuditReport): AuditedSignature[] {
  const layers = new Map(functions.flatMap((one) => one.layers).map((layer) => [layer.arn, layer]));
  return [...functions, ...layers.values()].flatMap(({ signature }) => signature ?? []);
}

const expiryOf = ({ expiresAt }: AuditedSignature): Date[] =>
  expiresAt === undefined ? [] : [new Date(expiresAt)];

const monthNumber = (time: Date): number => time.getUTCFullYear() * 12 + time.getUTCMonth();
const monthName = (month: number): string =>
  `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, "0")}`;

/** The months as bars, and as a table that says the same. */
export function timeline(report: AuditReport): SafeHtml {
  const months = monthsOfExpiry(report);
  const count = months.reduce((sum, month) => sum + month.count, 0);
  const unknown = signatures(report).length - count;
  const notKnown =
    unknown > 0 ? html`<p>Of ${counted(unknown, "more signature")} the expiry is not known.</p>` : html``;
  if (count === 0)
    return html`<p>There is no signature whose expiry is known.</p>
      ${notKnown}`;
  const filled = months.filter((month) => month.count > 0);
  const inWords = say(months, count);
  return html`<p>
      ${inWords} Signatures of functions and of the layer versions that they use; months are in UTC.
    </p>
    <ul class="legend">
      <li class="expired">expired</li>
      <li class="soon">soon: until ${monthName(monthNumber(new Date(report.policy.expiresBefore)))}</li>
      <li class="later">later</li>
    </ul>
    ${bars(months, inWords)} ${notKnown}
    <details>
      <summary>The same as a table</summary>
      <table class="plain">
        <caption>
          Signatures by the month in which they expire; months with none are left out
        </caption>
        <thead>
          <tr>
            <th scope="col">Month</th>
            <th scope="col">Signatures</th>
            <th scope="col">When</th>
          </tr>
        </thead>
        <tbody>
          ${filled.map(
            (month) =>
              html`<tr>
                <th scope="row">${month.label}</th>
                <td class="number">${formatCount(month.count)}</td>
                <td>${month.kind}</td>
              </tr> `,
          )}
        </tbody>
      </table>
    </details>`;
}

function say(months: readonly Month[], count: number): string {
  const expired = months.find(({ kind }) => kind === "expired")?.count ?? 0;
  const ahead = months.filter((month) => month.kind !== "expired" && month.count > 0);
  const numbers = `${counted(count, "signature")}, ${formatCount(expired)} of them expired.`;
  if (ahead.length === 0) return numbers;
  const busiest = ahead.reduce((one, other) => (other.count > one.count ? other : one));
  return `${numbers} The month in which most expire is ${busiest.label}, with ${formatCount(busiest.count)}.`;
}

/** Widths are in percent, and there is no view box: text keeps its size on a narrow screen. */
function bars(months: readonly Month[], inWords: string): SafeHtml {
  const highest = Math.max(...months.map((month) => month.count));
  const width = 100 / months.length;
  const percent = (value: number): string => `${Number(value.toFixed(3))}%`;
  const top = 18;
  const bottom = HEIGHT - 22;
  const shapes = months.map((month, place) => {
    // One among thousands must be seen, too.
    const height = month.count === 0 ? 0 : Math.max(3, (month.count / highest) * (bottom - top));
    return html`<rect
      class="${month.kind}"
      x="${percent(place * width + width * 0.1)}"
      y="${Number((bottom - height).toFixed(1))}"
      width="${percent(width * 0.8)}"
      height="${Number(height.toFixed(1))}"
      ><title>${month.label}: ${formatCount(month.count)}</title></rect
    >`;
  });
  const texts = labels(months).map(
    ({ place, text }) => html`<text x="${percent(place * width)}" y="${HEIGHT - 6}">${text}</text>`,
  );
  return html`<svg
    class="timeline"
    role="img"
    aria-label="${`Bars: ${inWords}`}"
    width="100%"
    height="${HEIGHT}"
  >
    <text x="0" y="11">${formatCount(highest)}</text>
    <line x1="0" x2="100%" y1="${top}" y2="${top}" class="guide" />
    ${shapes}
    <line x1="0" x2="100%" y1="${bottom}" y2="${bottom}" />
    ${texts}
  </svg>`;
}

interface Label {
  readonly place: number;
  readonly text: string;
}

/** The months where there are few, else the Januaries; so few of them that they stand beside each other at 320 pixels. */
function labels(months: readonly Month[]): Label[] {
  const all = months.map(({ label }, place) => ({ place, text: label }));
  const byYear = months.length > 2 * MOST_LABELS;
  const first = all.slice(0, 1);
  const candidates = byYear
    ? all
        .filter(({ text }) => text.endsWith("-01"))
        .map(({ place, text }) => ({ place, text: text.slice(0, 4) }))
    : all.slice(1);
  const step = Math.ceil((candidates.length + 1) / MOST_LABELS);
  const fits = ({ place }: Label): boolean =>
    place / months.length >= 1 / MOST_LABELS && place / months.length <= 1 - (byYear ? 0.1 : 0.16);
  return [...first, ...candidates.filter((_, place) => (place + 1) % step === 0).filter(fits)];
}
