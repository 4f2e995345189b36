import fc from "fast-check";
import { isNpi } from "../../../lambda-src/submit-claim/npi";

it("accepts the example of CMS's check digit document", () => {
  expect(isNpi("1234567893")).toBe(true);
});

it("accepts exactly one check digit", () => {
  const accepted = Array.from({ length: 10 }, (_, digit) => `123456789${digit}`).filter(isNpi);
  expect(accepted).toEqual(["1234567893"]);
});

it.each(["", "123456789", "12345678930", "1234567893 ", "123456789X", "１２３４５６７８９３"])(
  "refuses '%s', which isn't ten digits",
  (text) => {
    expect(isNpi(text)).toBe(false);
  },
);

it("refuses a number that begins with neither 1 nor 2, whatever its check digit", () => {
  const accepted = Array.from({ length: 10 }, (_, digit) => `323456789${digit}`).filter(isNpi);
  expect(accepted).toEqual([]);
});

/** CMS's other description of the same check: double every other digit from the right, add 24 for the prefix. */
function checkDigitByCms(nine: string): number {
  let sum = 24;
  for (let place = 0; place < 9; place++) {
    const digit = Number(nine[place]);
    sum += place % 2 === 0 ? Math.floor((2 * digit) / 10) + ((2 * digit) % 10) : digit;
  }
  return (10 - (sum % 10)) % 10;
}

it("agrees with the sum that begins at 24, and sees any single wrong digit", () => {
  const nine = fc
    .tuple(fc.constantFrom("1", "2"), fc.integer({ min: 0, max: 99_999_999 }))
    .map(([first, rest]) => first + String(rest).padStart(8, "0"));
  fc.assert(
    fc.property(
      nine,
      fc.integer({ min: 0, max: 9 }),
      fc.integer({ min: 1, max: 9 }),
      (start, place, shift) => {
        const npi = `${start}${checkDigitByCms(start)}`;
        expect(isNpi(npi)).toBe(true);
        const wrong = (Number(npi[place]) + shift) % 10;
        expect(isNpi(npi.slice(0, place) + wrong + npi.slice(place + 1))).toBe(false);
      },
    ),
  );
});
