import { endOfValidity } from "../../../local-aws/signer/validity-period";

test.each([
  ["2026-01-31T10:00:00.123Z", { value: 1, type: "MONTHS" }, "2026-02-28T10:00:00.123Z"],
  ["2027-12-31T10:00:00.000Z", { value: 2, type: "MONTHS" }, "2028-02-29T10:00:00.000Z"],
  ["2028-02-29T00:00:00.000Z", { value: 1, type: "YEARS" }, "2029-02-28T00:00:00.000Z"],
  ["2026-12-31T23:59:59.999Z", { value: 1, type: "DAYS" }, "2027-01-01T23:59:59.999Z"],
  ["2026-09-28T09:19:26.806Z", { value: 135, type: "MONTHS" }, "2037-12-28T09:19:26.806Z"],
] as const)("from %s for %j", (start, period, end) => {
  expect(endOfValidity(new Date(start), period).toISOString()).toBe(end);
});
