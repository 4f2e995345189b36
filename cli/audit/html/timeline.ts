import { counted, formatCount } from "../../output/units";
import type { AuditReport } from "../report";
import { html, type SafeHtml } from "./safe-html";

/** How many signatures expire in a month, in UTC. */
export interface Month {
  /** Such as `2027-03`; its first and its last have `before` and `after` for all that lies beyond. */
  readonly name: string;
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
  for (const expiresAt of expiries(report)) {
    if (expiresAt <= now) expired += 1;
    else {
      const month = Math.min(monthNumber(expiresAt), monthNumber(now) + MOST_MONTHS);
      counts.set(month, (counts.get(month) ?? 0) + 1);
    }
  }
  const months: Month[] =
    expired > 0 ? [{ name: "expired", label: "expired", count: expired, kind: "expired" }] : [];
  const last = Math.max(...counts.keys());
  for (let month = monthNumber(now); month <= last; month++) {
    const name = monthName(month);
    months.push({
      name,
      label: month === monthNumber(now) + MOST_MONTHS ? `${name} and after` : name,
      count: counts.get(month) ?? 0,
      kind: month <= monthNumber(soon) ? "soon" : "later",
    });
  }
  return months;
}

function expiries({ functions }: AuditReport): Date[] {
  const layers = new Map(functions.flatMap((one) => one.layers).map((layer) => [layer.arn, layer]));
  return [...functions, ...layers.values()].flatMap(({ signature }) =>
    signature?.expiresAt === undefined ? [] : [new Date(signature.expiresAt)],
  );
}

const monthNumber = (time: Date): number => time.getUTCFullYear() * 12 + time.getUTCMonth();
const monthName = (month: number): string =>
  `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, "0")}`;

/** The months as bars, and as a table that says the same. */
export function timeline(report: AuditReport): SafeHtml {
  const months = monthsOfExpiry(report);
  const count = months.reduce((sum, month) => sum + month.count, 0);
  if (count === 0) return html`<p>No signature is known whose expiry could be shown.</p>`;
  const filled = months.filter((month) => month.count > 0);
  const busiest = filled.reduce((one, other) => (other.count > one.count ? other : one));
  const inWords = `${counted(count, "signature")}, ${formatCount(months[0]!.kind === "expired" ? months[0]!.count : 0)} of them expired. Most expire in one month in ${busiest.label}: ${formatCount(busiest.count)}.`;
  return html`<p>
      ${inWords} Signatures of functions and of the layer versions that they use; months are in UTC.
    </p>
    <ul class="legend">
      <li class="expired">expired</li>
      <li class="soon">
        expires by ${monthName(monthNumber(new Date(report.policy.expiresBefore)))}: a finding soon
      </li>
      <li class="later">later</li>
    </ul>
    ${bars(months, inWords)}
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
                <td>${WHEN[month.kind]}</td>
              </tr> `,
          )}
        </tbody>
      </table>
    </details>`;
}

const WHEN = { expired: "expired", soon: "soon", later: "later" } as const;

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
  const step = Math.ceil(months.length / MOST_LABELS);
  const labels = months.flatMap((month, place) =>
    place % step === 0 && place + step / 2 <= months.length
      ? [html`<text x="${percent(place * width)}" y="${HEIGHT - 6}">${month.label}</text>`]
      : [],
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
    ${labels}
  </svg>`;
}
