import type { ValidityPeriod } from "./state";

/** Default of a profile, and the longest there is: 11 years and 3 months. */
export const LONGEST_VALIDITY: ValidityPeriod = { value: 135, type: "MONTHS" };

/** The end of a period that starts at `start`; the 31st becomes the last day of a shorter month. */
export function endOfValidity(start: Date, { value, type }: ValidityPeriod): Date {
  const end = new Date(start);
  if (type === "DAYS") {
    end.setUTCDate(end.getUTCDate() + value);
    return end;
  }
  const day = end.getUTCDate();
  end.setUTCDate(1);
  end.setUTCMonth(end.getUTCMonth() + (type === "YEARS" ? 12 * value : value));
  const daysInMonth = new Date(Date.UTC(end.getUTCFullYear(), end.getUTCMonth() + 1, 0)).getUTCDate();
  end.setUTCDate(Math.min(day, daysInMonth));
  return end;
}

/** Whether a period is longer than AWS allows, counted from `now`. */
export const isTooLong = (period: ValidityPeriod, now: Date): boolean =>
  // Not a date any more: `value` is far beyond what a calendar holds.
  !(endOfValidity(now, period).getTime() <= endOfValidity(now, LONGEST_VALIDITY).getTime());
