/** The longest validity that AWS Signer takes, 135 months, in each of its units. */
const LONGEST = { DAYS: 4108, MONTHS: 135, YEARS: 11 } as const;

export type SignatureValidityUnit = keyof typeof LONGEST;

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

  private constructor(
    readonly value: number,
    readonly type: SignatureValidityUnit,
  ) {}

  get longest(): number {
    return LONGEST[this.type];
  }
}
