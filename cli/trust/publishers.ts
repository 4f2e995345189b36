import { Failure } from "../failure";

const PART = String.raw`[A-Za-z0-9_*?-]+`;
/** `arn:aws:signer:<region>:<account>:/signing-profiles/<name>/<version>`; each part may have `*` and `?`. */
export const PUBLISHER_PATTERN = new RegExp(
  `^arn:${PART}:signer:${PART}:${PART}:/signing-profiles/${PART}/${PART}$`,
);

export const PUBLISHER_EXPECTED =
  "the ARN of a signing profile version, arn:aws:signer:<region>:<account>:/signing-profiles/<name>/<version>, " +
  "each part of it also with * and ?";

/** The publishers that are allowed: ARNs of signing profile versions, or patterns of them. */
export class Publishers {
  private readonly patterns: readonly RegExp[];

  /** @throws Failure for what is no pattern of such ARNs */
  constructor(readonly allowed: readonly string[]) {
    for (const publisher of allowed) {
      if (!PUBLISHER_PATTERN.test(publisher)) {
        throw new Failure(
          "usage",
          `Expected a publisher to be ${PUBLISHER_EXPECTED}, got: '${publisher}'.` +
            (PUBLISHER_PATTERN.test(`${publisher}/*`)
              ? ` To allow all versions of this profile, write '${publisher}/*'.`
              : ""),
        );
      }
    }
    this.patterns = allowed.map((pattern) => wildcard(pattern, "[A-Za-z0-9_-]"));
  }

  allow(signingProfileVersionArn: string): boolean {
    return this.patterns.some((pattern) => pattern.test(signingProfileVersionArn));
  }
}

/** A pattern with `*` (any number of characters) and `?` (one), each of them of the set `any`. */
export function wildcard(pattern: string, any = "."): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll("*", `${any}*`)
    .replaceAll("?", any);
  return new RegExp(`^${source}$`);
}
