/** How a call of the command can end. The numbers are part of its interface: scripts rely on them. */
export const EXIT_CODES = {
  fine: { code: 0, meaning: "everything that was asked for is so" },
  internal: { code: 1, meaning: "the command or a signing job failed; the message says why" },
  usage: { code: 2, meaning: "the call, a file that it names or a value that AWS was given is wrong" },
  unsigned: { code: 10, meaning: "there is no signature" },
  "not-found": { code: 11, meaning: "there is no such file, function, layer, job or profile" },
  "publisher-not-allowed": { code: 12, meaning: "signed by a signing profile version that isn't allowed" },
  expired: { code: 13, meaning: "the signature has expired; for the verb `audit` also: will soon" },
  revoked: {
    code: 14,
    meaning: "the signing job or profile is revoked; for the verbs `profile` and `audit` also: canceled",
  },
  integrity: {
    code: 15,
    meaning:
      "the content is not what was signed, the package is damaged, or it is not the one that Lambda reports",
  },
  "not-enforced": { code: 16, meaning: "what is deployed is fine, but Lambda would take unsigned code, too" },
  incomplete: { code: 17, meaning: "not all could be found out; what is missing is listed" },
  "untrusted-root": { code: 18, meaning: "the signature holds, but nobody said to trust its root" },
  "access-denied": { code: 19, meaning: "no credentials, or no permission to read what was asked about" },
} as const;

export type Outcome = keyof typeof EXIT_CODES;

export const exitCode = (outcome: Outcome): number => EXIT_CODES[outcome].code;

/**
 * From the gravest on. What is proven to be bad comes before what couldn't be found out, for a target that can't be read
 * must not hide one that was tampered with.
 */
export const BY_GRAVITY: readonly Outcome[] = [
  "integrity",
  "revoked",
  "untrusted-root",
  "publisher-not-allowed",
  "unsigned",
  "expired",
  "not-enforced",
  "internal",
  "usage",
  "not-found",
  "access-denied",
  "incomplete",
  "fine",
];

/** The gravest of several outcomes; `fine` of none. */
export const gravest = (outcomes: readonly Outcome[]): Outcome =>
  BY_GRAVITY.find((outcome) => outcomes.includes(outcome)) ?? "fine";
