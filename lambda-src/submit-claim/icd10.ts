/**
 * Whether `text` has the form of an ICD-10-CM code: a letter, a digit, a digit or letter, then up to four more
 * digits or letters. The 837 carries codes without the point (E119), people write them with it (E11.9): both
 * pass. Only the form is checked, not whether the code is in this year's list.
 */
export function isIcd10Form(text: string): boolean {
  return /^[A-Z]\d[0-9A-Z](\.?[0-9A-Z]{1,4})?$/.test(text);
}
