import type { Claim } from "./claim";

/**
 * An invented claim that is accepted: an office visit with a blood count, for tests and demonstrations. The
 * function itself doesn't use it.
 *
 * @param serviceDate YYYY-MM-DD, at most a year ago
 */
export function exampleClaim(serviceDate: string): Claim {
  return {
    claimId: "CLM-2025-000123",
    frequencyCode: "1",
    placeOfService: "11",
    billingProvider: { npi: "1234567893", name: "Example Family Practice" },
    subscriber: { memberId: "W123456789", firstName: "Jo", lastName: "Sample", birthDate: "1980-02-29" },
    payerId: "EXAMPLEPAYER",
    diagnosisCodes: ["E11.9", "I10"],
    serviceLines: [
      {
        procedureCode: "99213",
        modifiers: ["25"],
        serviceDate,
        units: 1,
        chargeCents: 12_500,
        diagnosisPointers: [1, 2],
      },
      { procedureCode: "85025", serviceDate, units: 1, chargeCents: 2_310, diagnosisPointers: [1] },
    ],
    totalChargeCents: 14_810,
  };
}
