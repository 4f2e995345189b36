export type SignatureValidityUnit = "DAYS" | "MONTHS" | "YEARS";

/** How long a signature stays valid, counted from the signing. */
export class SignatureValidity {
  static days(value: number): SignatureValidity {
    return new SignatureValidity(value, "DAYS");
  }

  static months(value: number): SignatureValidity {
    return new SignatureValidity(value, "MONTHS");
  }

  static years(value: number): SignatureValidity {
    return new SignatureValidity(value, "YEARS");
  }

  /** In a unit that is known only as text. */
  static of(value: number, unit: SignatureValidityUnit): SignatureValidity {
    return new SignatureValidity(value, unit);
  }

  private constructor(
    readonly value: number,
    readonly type: SignatureValidityUnit,
  ) {}
}
