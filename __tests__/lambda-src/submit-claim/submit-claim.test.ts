import { createHash } from "node:crypto";
import { handler, judge } from "../../../lambda-src/submit-claim";
import { exampleClaim } from "../../../lambda-src/submit-claim/example-claim";

const NOW = new Date("2025-06-15T09:00:00Z");

/** The example claim with one value replaced; `undefined` removes the field. */
function claimWith(path: string, value: unknown): unknown {
  const claim = structuredClone(exampleClaim("2025-06-10")) as unknown as Record<string, unknown>;
  const keys = path.split(".");
  const parent = keys.slice(0, -1).reduce((node, key) => node[key] as Record<string, unknown>, claim);
  if (value === undefined) delete parent[keys.at(-1)!];
  else parent[keys.at(-1)!] = value;
  return claim;
}

const errorsOf = (claim: unknown) => {
  const answer = judge(claim, NOW);
  return answer.status === "rejected" ? answer.errors.map(({ path, code }) => `${path}: ${code}`) : [];
};

it("accepts a good claim", () => {
  expect(judge(exampleClaim("2025-06-10"), NOW)).toEqual({
    status: "accepted",
    claimId: "CLM-2025-000123",
    serviceLineCount: 2,
    totalChargeCents: 14_810,
  });
});

it("accepts what the 837P allows", () => {
  for (const [path, value] of [
    ["frequencyCode", "1"],
    ["placeOfService", "23"],
    ["billingProvider.name", undefined],
    [
      "diagnosisCodes",
      ["E119", "I10", "Z3A.20", "S72.001A", "U07.1", "C4A", "A00", "B00", "D50", "F32", "G40", "H10"],
    ],
    ["serviceLines.0.procedureCode", "J1100"],
    ["serviceLines.0.procedureCode", "0042T"],
    ["serviceLines.0.modifiers", ["25", "59", "LT", "X1"]],
    ["serviceLines.0.modifiers", undefined],
    ["serviceLines.0.units", 1.5],
    ["subscriber.birthDate", "2025-06-15"],
  ] as const) {
    expect([path, errorsOf(claimWith(path, value))]).toEqual([path, []]);
  }
});

it.each<[string, unknown, string[]]>([
  ["claimId", "", ["claimId: invalid"]],
  ["claimId", "   ", ["claimId: invalid"]],
  ["claimId", "C".repeat(21), ["claimId: invalid"]],
  ["claimId", undefined, ["claimId: missing"]],
  ["claimId", 7, ["claimId: invalid"]],
  ["frequencyCode", "2", ["frequencyCode: invalid"]],
  ["frequencyCode", 1, ["frequencyCode: invalid"]],
  ["placeOfService", "90", ["placeOfService: invalid-place-of-service"]],
  ["billingProvider", undefined, ["billingProvider: missing"]],
  ["billingProvider.npi", "1234567890", ["billingProvider.npi: invalid-npi"]],
  ["subscriber.memberId", undefined, ["subscriber.memberId: missing"]],
  ["subscriber.birthDate", "2025-02-29", ["subscriber.birthDate: invalid"]],
  ["subscriber.birthDate", "02/28/1980", ["subscriber.birthDate: invalid"]],
  ["subscriber.birthDate", "2025-06-17", ["subscriber.birthDate: future-date"]],
  ["payerId", null, ["payerId: invalid"]],
  [
    "diagnosisCodes",
    [],
    [
      "diagnosisCodes: invalid",
      "serviceLines[0].diagnosisPointers[0]: unknown-diagnosis",
      "serviceLines[0].diagnosisPointers[1]: unknown-diagnosis",
      "serviceLines[1].diagnosisPointers[0]: unknown-diagnosis",
    ],
  ],
  ["diagnosisCodes", Array<string>(13).fill("I10"), ["diagnosisCodes: invalid"]],
  ["diagnosisCodes.1", "10", ["diagnosisCodes[1]: invalid-diagnosis-code"]],
  ["serviceLines.1.procedureCode", "9921", ["serviceLines[1].procedureCode: invalid-procedure-code"]],
  ["serviceLines.1.procedureCode", "Z9999", ["serviceLines[1].procedureCode: invalid-procedure-code"]],
  ["serviceLines.0.modifiers", ["25", "5"], ["serviceLines[0].modifiers[1]: invalid-modifier"]],
  ["serviceLines.0.modifiers", ["1A", "1B", "1C", "1D", "1E"], ["serviceLines[0].modifiers: invalid"]],
  ["serviceLines.0.units", 0, ["serviceLines[0].units: invalid"]],
  ["serviceLines.0.units", "1", ["serviceLines[0].units: invalid"]],
  [
    "serviceLines.0.chargeCents",
    -12_500,
    ["serviceLines[0].chargeCents: invalid", "totalChargeCents: total-mismatch"],
  ],
  [
    "serviceLines.0.chargeCents",
    12_500.5,
    ["serviceLines[0].chargeCents: invalid", "totalChargeCents: total-mismatch"],
  ],
  ["serviceLines.0.diagnosisPointers", [3], ["serviceLines[0].diagnosisPointers[0]: unknown-diagnosis"]],
  ["serviceLines.0.diagnosisPointers", [0], ["serviceLines[0].diagnosisPointers[0]: invalid"]],
  ["serviceLines.0.diagnosisPointers", [13], ["serviceLines[0].diagnosisPointers[0]: invalid"]],
  ["serviceLines.0.diagnosisPointers", [], ["serviceLines[0].diagnosisPointers: invalid"]],
  ["serviceLines.0.diagnosisPointers", [1, 1, 1, 1, 1], ["serviceLines[0].diagnosisPointers: invalid"]],
  ["serviceLines", [], ["serviceLines: invalid", "totalChargeCents: total-mismatch"]],
  ["totalChargeCents", 14_811, ["totalChargeCents: total-mismatch"]],
  ["totalChargeCents", undefined, ["totalChargeCents: missing"]],
  ["serviceLines.0.modifier", "25", ["serviceLines[0]: unknown-field"]],
])("rejects %s = %j", (path, value, errors) => {
  expect(errorsOf(claimWith(path, value))).toEqual(errors);
});

describe("the service date", () => {
  it.each([
    ["2025-06-15", []],
    // 09:00 UTC is already the 15th everywhere and not yet the 16th anywhere.
    ["2025-06-16", ["future-date"]],
    ["2024-06-15", []],
    ["2024-06-14", ["past-filing-limit"]],
  ])("%s: %j", (date, codes) => {
    const errors = errorsOf(claimWith("serviceLines.0.serviceDate", date));
    expect(errors).toEqual(codes.map((code) => `serviceLines[0].serviceDate: ${code}`));
  });

  it("may be tomorrow's in UTC, where tomorrow has begun", () => {
    const answer = judge(exampleClaim("2025-06-16"), new Date("2025-06-15T20:00:00Z"));
    expect(answer.status).toBe("accepted");
  });
});

describe("a replacement or void", () => {
  it.each(["7", "8"])("of frequency code %s names the original claim", (frequencyCode) => {
    const claim = claimWith("frequencyCode", frequencyCode) as Record<string, unknown>;
    expect(errorsOf(claim)).toEqual(["originalReferenceNumber: missing-original-reference"]);
    expect(errorsOf({ ...claim, originalReferenceNumber: "  " })).toEqual([
      "originalReferenceNumber: invalid",
    ]);
    expect(errorsOf({ ...claim, originalReferenceNumber: "ICN-1" })).toEqual([]);
  });
});

it("lists all errors, those across fields too when a field is missing", () => {
  const claim = claimWith("subscriber", undefined) as ReturnType<typeof exampleClaim>;
  expect(
    errorsOf({
      ...claim,
      frequencyCode: "8",
      billingProvider: { npi: "123" },
      totalChargeCents: 1,
      serviceLines: [{ ...claim.serviceLines[0], units: -1, diagnosisPointers: [9] }, claim.serviceLines[1]],
    }).sort(),
  ).toEqual([
    "billingProvider.npi: invalid-npi",
    "originalReferenceNumber: missing-original-reference",
    "serviceLines[0].diagnosisPointers[0]: unknown-diagnosis",
    "serviceLines[0].units: invalid",
    "subscriber: missing",
    "totalChargeCents: total-mismatch",
  ]);
});

it.each([[null], [undefined], ["claim"], [[]], [42]])("rejects %j, which is no claim", (event) => {
  expect(judge(event, NOW)).toMatchObject({ status: "rejected", errors: [{ path: "" }] });
});

it("answers an absurdly long claim briefly", () => {
  const claim = {
    ...exampleClaim("2025-06-10"),
    serviceLines: Array<object>(100_000).fill({}),
    ...Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`field${index}`, index])),
  };
  const answer = judge(claim, NOW);
  expect(answer).toMatchObject({ status: "rejected" });
  expect(JSON.stringify(answer).length).toBeLessThan(1000);
});

describe("the handler", () => {
  const logged: string[] = [];
  const today = new Date().toISOString().slice(0, 10);

  beforeEach(() => {
    logged.length = 0;
    jest.spyOn(console, "log").mockImplementation((line: string) => void logged.push(line));
  });
  afterEach(() => jest.restoreAllMocks());

  it("answers today's claim and logs counts and the id's hash", async () => {
    await expect(handler(exampleClaim(today))).resolves.toMatchObject({ status: "accepted" });
    const claimIdSha256 = createHash("sha256").update("CLM-2025-000123").digest("hex");
    expect(logged.map((line) => JSON.parse(line) as unknown)).toEqual([
      { status: "accepted", claimIdSha256, serviceLineCount: 2 },
    ]);
  });

  it("neither logs nor repeats in its answer what identifies the patient", async () => {
    const claim = {
      ...exampleClaim(today),
      subscriber: {
        memberId: "MEMBER-SECRET",
        firstName: "F".repeat(99),
        lastName: 5,
        birthDate: "1980-99-99",
      },
      billingProvider: { npi: "NPI-SECRET" },
      diagnosisCodes: ["DIAGNOSIS-SECRET"],
      placeOfService: "PLACE-SECRET",
    };
    const answer = await handler(claim);
    expect(answer.status).toBe("rejected");
    const said = logged.join() + JSON.stringify(answer);
    expect(said).not.toMatch(/SECRET|FFF|1980-99-99|CLM-2025/);
    expect(logged.map((line) => JSON.parse(line) as object)).toEqual([
      expect.objectContaining({ status: "rejected", errorCount: expect.any(Number) as number }),
    ]);
  });

  it("survives an event without a claim id", async () => {
    await handler(null);
    expect(JSON.parse(logged[0]!)).toEqual({ status: "rejected", errorCount: 1 });
  });
});
