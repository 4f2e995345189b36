import * as z from "zod";
import { isIcd10Form } from "./icd10";
import { isNpi } from "./npi";
import { isPlaceOfService } from "./place-of-service";

/** Payers accept a claim for a year after the service; Medicare's limit is one calendar year. */
const FILING_LIMIT_DAYS = 365;

/** Where the day begins first: a service of today's date may come from a zone that is this far ahead of UTC. */
const EARLIEST_ZONE_HOURS = 14;

const HOUR = 3_600_000;

const text = (maxLength: number) => z.string().trim().min(1, "must not be empty").max(maxLength);

/**
 * A whole number of cents: amounts are added up and compared, which dollars with fractions don't survive.
 * The 837 allows ten digits.
 */
const cents = z.int().min(0).max(9_999_999_999);

/** A list whose items are looked at only when their number is right: nobody wants a million errors. */
const list = <Item extends z.ZodType>(item: Item, min: number, max: number) =>
  z.array(z.unknown()).min(min).max(max).pipe(z.array(item));

const npi = z.string().refine(isNpi, {
  message: "must be a National Provider Identifier: ten digits with a valid check digit",
  params: { code: "invalid-npi" },
});

const diagnosisCode = z.string().refine(isIcd10Form, {
  message: "must have the form of an ICD-10-CM code, such as E11.9 or E119",
  params: { code: "invalid-diagnosis-code" },
});

const placeOfService = z.string().refine(isPlaceOfService, {
  message: "must be a CMS place of service code, such as 11",
  params: { code: "invalid-place-of-service" },
});

/** CPT (99213, 0001F, 0042T …) or HCPCS level II (J1100). */
const procedureCode = z.string().refine((code) => /^(\d{4}[0-9AFMTU]|[A-V]\d{4})$/.test(code), {
  message: "must be a CPT or HCPCS code of five characters, such as 99213 or J1100",
  params: { code: "invalid-procedure-code" },
});

const modifier = z.string().refine((code) => /^[0-9A-Z]{2}$/.test(code), {
  message: "must be two digits or capital letters, such as 25",
  params: { code: "invalid-modifier" },
});

function dateOf(moment: number): string {
  return new Date(moment).toISOString().slice(0, 10);
}

function dateUpTo(today: string) {
  return z.iso
    .date({ error: "must be a date of the form YYYY-MM-DD", abort: true })
    .refine((date) => date <= today, {
      message: "must not be in the future",
      params: { code: "future-date" },
    });
}

/**
 * A professional claim in JSON, after the 837P: field names in words, amounts in cents, dates as YYYY-MM-DD.
 * The limits on lengths and counts are the 837P's. What concerns several fields at once is in rules.ts.
 *
 * @param now decides which dates are in the future or past the filing limit
 */
export function claimSchema(now: Date) {
  const today = dateOf(now.getTime() + EARLIEST_ZONE_HOURS * HOUR);
  const filingLimit = dateOf(now.getTime() - FILING_LIMIT_DAYS * 24 * HOUR);

  const serviceDate = dateUpTo(today).refine((date) => date >= filingLimit, {
    message: `must not be more than ${FILING_LIMIT_DAYS} days ago`,
    params: { code: "past-filing-limit" },
  });
  const serviceLine = z.strictObject({
    procedureCode,
    modifiers: list(modifier, 0, 4).optional(),
    serviceDate,
    units: z.number().positive().max(9999),
    chargeCents: cents,
    /** Which of the claim's diagnoses call for the service, counted from 1, the main one first. */
    diagnosisPointers: list(z.int().min(1).max(12), 1, 4),
  });
  return z.strictObject({
    claimId: text(20),
    /** 1 original, 7 replacement, 8 void. */
    frequencyCode: z.enum(["1", "7", "8"]),
    /** The payer's number for the claim that is replaced or voided. */
    originalReferenceNumber: text(50).optional(),
    placeOfService,
    billingProvider: z.strictObject({ npi, name: text(60).optional() }),
    subscriber: z.strictObject({
      memberId: text(80),
      firstName: text(35),
      lastName: text(60),
      birthDate: dateUpTo(today),
    }),
    payerId: text(80),
    diagnosisCodes: list(diagnosisCode, 1, 12),
    serviceLines: list(serviceLine, 1, 50),
    totalChargeCents: cents,
  });
}

/** A valid claim. */
export type Claim = z.infer<ReturnType<typeof claimSchema>>;
