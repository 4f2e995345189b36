import { isIcd10Form } from "../../../lambda-src/submit-claim/icd10";
import { isPlaceOfService } from "../../../lambda-src/submit-claim/place-of-service";

describe("ICD-10-CM", () => {
  // Diabetes, hypertension, COVID-19, a neoplasm with a letter, an injury of seven characters, a gestational age.
  it.each(["E11.9", "E119", "I10", "U07.1", "C4A.0", "S72.001A", "S72001A", "Z3A.20", "T38.0X5A"])(
    "accepts %s",
    (code) => expect(isIcd10Form(code)).toBe(true),
  );

  it.each(["", "E1", "e11.9", "11.9", "EE1", "E11.", "E1.19", "E11.99999", "E1199999", "E11.9 ", "E11-9"])(
    "refuses '%s'",
    (code) => expect(isIcd10Form(code)).toBe(false),
  );
});

describe("place of service", () => {
  it.each(["02", "10", "11", "21", "23", "81", "99"])("accepts %s", (code) =>
    expect(isPlaceOfService(code)).toBe(true),
  );

  it.each(["", "1", "00", "28", "35", "90", "110", "AA"])("refuses '%s'", (code) =>
    expect(isPlaceOfService(code)).toBe(false),
  );
});
