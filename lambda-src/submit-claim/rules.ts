import * as z from "zod";
import type { ClaimError } from "./claim-error";

/**
 * A rule about several fields. It reads from the raw claim only what it needs, and is silent when that is not
 * there: so an error elsewhere never hides its own, and a missing field is reported once.
 */
type Rule = (claim: unknown) => ClaimError[];

const totalEqualsSumOfLines: Rule = (claim) => {
  const { data } = z
    .object({ totalChargeCents: z.number(), serviceLines: z.array(z.object({ chargeCents: z.number() })) })
    .safeParse(claim);
  if (!data) return [];
  const sum = data.serviceLines.reduce((total, line) => total + line.chargeCents, 0);
  if (sum === data.totalChargeCents) return [];
  return [
    {
      path: "totalChargeCents",
      code: "total-mismatch",
      message: `must be the sum of the service lines, ${sum}, but is ${data.totalChargeCents}`,
    },
  ];
};

const pointersNameDiagnoses: Rule = (claim) => {
  const { data } = z
    .object({
      diagnosisCodes: z.array(z.unknown()).max(12),
      serviceLines: z
        .array(z.object({ diagnosisPointers: z.array(z.unknown()).max(4) }).catch({ diagnosisPointers: [] }))
        .max(50),
    })
    .safeParse(claim);
  if (!data) return [];
  const count = data.diagnosisCodes.length;
  return data.serviceLines.flatMap(({ diagnosisPointers }, line) =>
    diagnosisPointers.flatMap((pointer, place) =>
      Number.isInteger(pointer) && Number(pointer) > count && Number(pointer) <= 12
        ? {
            path: `serviceLines[${line}].diagnosisPointers[${place}]`,
            code: "unknown-diagnosis",
            message: `must point to one of the claim's diagnosis codes, 1 to ${count}`,
          }
        : [],
    ),
  );
};

const replacementNamesOriginal: Rule = (claim) => {
  const { data } = z
    .object({ frequencyCode: z.enum(["7", "8"]), originalReferenceNumber: z.unknown().optional() })
    .safeParse(claim);
  if (!data || data.originalReferenceNumber !== undefined) return [];
  return [
    {
      path: "originalReferenceNumber",
      code: "missing-original-reference",
      message: "must be given when the frequency code is 7 (replacement) or 8 (void)",
    },
  ];
};

/** Every rule about several fields. */
export const rules: readonly Rule[] = [
  totalEqualsSumOfLines,
  pointersNameDiagnoses,
  replacementNamesOriginal,
];
