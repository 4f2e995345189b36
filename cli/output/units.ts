const DAY_MS = 86_400_000;

/** Such as `1,234 bytes` or `60.0 MB`. */
export function formatBytes(bytes: number): string {
  return bytes < 1024 * 1024 ? counted(bytes, "byte") : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

export const formatCount = (count: number): string => count.toLocaleString("en-US");

/** `1 function`, `2 functions` */
export const counted = (count: number, one: string): string =>
  `${formatCount(count)} ${one}${count === 1 ? "" : "s"}`;

/** ISO 8601 in UTC, to the second. */
export const formatTime = (time: Date): string => time.toISOString().replace(/\.\d+Z$/, "Z");

export const wholeDaysBetween = (from: Date, to: Date): number =>
  Math.floor((to.getTime() - from.getTime()) / DAY_MS);

/** Such as `2037-12-28T09:19:26Z (in 4,051 days)`. */
export function formatExpiry(expiresAt: Date, now: Date): string {
  const days = wholeDaysBetween(now, expiresAt);
  const when =
    expiresAt > now
      ? `in ${counted(days, "day")}`
      : `${counted(wholeDaysBetween(expiresAt, now), "day")} ago`;
  return `${formatTime(expiresAt)} (${when})`;
}

/**
 * Reads a point in time: `90d` from `now` on, or ISO 8601.
 * @returns `undefined` for anything else
 */
export function parseWhen(text: string, now: Date): Date | undefined {
  const [, days] = /^(\d{1,5})d$/.exec(text) ?? [];
  if (days !== undefined) return new Date(now.getTime() + Number(days) * DAY_MS);
  if (!/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/.test(text)) return undefined;
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? undefined : time;
}
