/** What the NPI is issued under: 80 for health applications, 840 for the United States (ISO 7812, CMS). */
const ISSUER_PREFIX = "80840";

/**
 * Whether `text` is a National Provider Identifier: ten digits, the first 1 or 2, the last the Luhn check digit
 * over the issuer prefix and the nine before it. Source: CMS, "Requirements for NPI and NPI check digit".
 */
export function isNpi(text: string): boolean {
  return /^[12]\d{9}$/.test(text) && passesLuhn(ISSUER_PREFIX + text);
}

function passesLuhn(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, place) => {
    const value = Number(digit) * (place % 2 === 1 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}
