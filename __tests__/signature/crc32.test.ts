import { crc32, crc32InJavaScript } from "../../signature/crc32";

// The check value of the CRC-32 in ZIP's specification and in the catalogue of CRC algorithms.
const CHECK = 0xcbf43926;

test.each([
  ["the one in use", crc32],
  ["the one in JavaScript", crc32InJavaScript],
])("CRC-32 gives the published check value, at once and in two parts: %s", (_, compute) => {
  expect(compute(Buffer.from("123456789"))).toBe(CHECK);
  expect(compute(Buffer.from("6789"), compute(Buffer.from("12345")))).toBe(CHECK);
});
