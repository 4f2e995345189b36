import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { z } from "zod";
import { Failure } from "./failure";
import { PUBLISHER_EXPECTED, PUBLISHER_PATTERN, Publishers, wildcard } from "./trust/publishers";
import { awsRoot, rootByFingerprint, rootsOfFile, type TrustedRoot } from "./trust/roots";

/**
 * How much of what is found counts. Integrity does at every level but `skip`, as it does for Lambda under Warn.
 *
 * - `strict`: all of it
 * - `permissive`: not expiry, revocation and a missing Enforce
 * - `audit`: integrity alone
 * - `skip`: nothing is verified
 */
export const LEVELS = ["strict", "permissive", "audit", "skip"] as const;
export type Level = (typeof LEVELS)[number];

const level = z.enum(LEVELS);

/** The file as it is written. `docs/trust-policy.schema.json` is made of this. */
export const trustPolicySchema = z
  .strictObject({
    $schema: z.string().optional().describe("Where the JSON schema of this file is, for editors."),
    version: z.literal(1).describe("Version of this form."),
    publishers: z
      .array(z.string().regex(PUBLISHER_PATTERN, `Expected ${PUBLISHER_EXPECTED}`))
      .min(1)
      .optional()
      .describe(
        "Signing profile versions that may sign, as ARNs. * stands for any characters within a part, ? for one. " +
          "Without it, every publisher may whom the function's own code signing config allows.",
      ),
    roots: z
      .array(
        z.union([
          z.literal("aws").describe("The one root of AWS Signer that is known, by its fingerprint."),
          z.strictObject({
            certificate: z
              .string()
              .min(1)
              .describe("PEM file with root certificates, absolute or relative to this file."),
          }),
          z.strictObject({
            sha256: z
              .string()
              .regex(/^([0-9a-fA-F]{2}:?){31}[0-9a-fA-F]{2}$/)
              .describe("SHA-256 fingerprint of a root certificate."),
          }),
        ]),
      )
      .min(1)
      .default(["aws"])
      .describe("Root certificates that signatures must go back to."),
    level: level.default("strict").describe("The level of files, layers and functions that no pattern fits."),
    functions: z
      .array(
        z.strictObject({
          pattern: z
            .string()
            .regex(/^[A-Za-z0-9_*?-]+$/)
            .describe("Name of functions; * stands for any characters, ? for one."),
          level,
        }),
      )
      .default([])
      .describe("Levels by function name. The first pattern that fits counts."),
  })
  .describe("What signed-lambda trusts.");

/** Whom and what to trust, ready for use. */
export interface TrustPolicy {
  readonly roots: readonly TrustedRoot[];
  /** `undefined`: no list was given. */
  readonly publishers: Publishers | undefined;
  readonly levelOf: (functionName: string) => Level;
  /** Of what is no function. */
  readonly level: Level;
}

export interface TrustOptions {
  readonly policy?: string;
  /** PEM files; added to the policy's. */
  readonly trustRoot?: readonly string[];
  /** Instead of the policy's. */
  readonly publisher?: readonly string[];
}

/** Puts together what the policy file and the options say. */
export async function trustPolicy(options: TrustOptions): Promise<TrustPolicy> {
  const file = options.policy === undefined ? undefined : await readPolicy(options.policy);
  const roots = file ? await rootsOf(file, options.policy!) : [awsRoot()];
  const more = await Promise.all(
    (options.trustRoot ?? []).map((path) => rootsOfFile(path, `--trust-root ${path}`)),
  );
  const publishers = options.publisher?.length ? options.publisher : file?.publishers;
  const patterns = (file?.functions ?? []).map((one) => ({ ...one, matcher: wildcard(one.pattern) }));
  const otherwise = file?.level ?? "strict";
  return {
    roots: [...roots, ...more.flat()],
    publishers: publishers && new Publishers(publishers),
    levelOf: (name) => patterns.find(({ matcher }) => matcher.test(name))?.level ?? otherwise,
    level: otherwise,
  };
}

type PolicyFile = z.output<typeof trustPolicySchema>;

async function readPolicy(path: string): Promise<PolicyFile> {
  const expected = `Expected '${path}' to be a trust policy (docs/trust-policy.schema.json says how one is written)`;
  let value: unknown;
  try {
    value = JSON.parse(await readFile(path, "utf8"));
  } catch (error) {
    throw new Failure("usage", `${expected}, but it can't be read: ${(error as Error).message}`, {
      cause: error,
    });
  }
  const result = trustPolicySchema.safeParse(value);
  if (!result.success) throw new Failure("usage", `${expected}, got:\n${z.prettifyError(result.error)}`);
  return result.data;
}

async function rootsOf({ roots }: PolicyFile, path: string): Promise<TrustedRoot[]> {
  const label = `the trust policy ${path}`;
  const found = await Promise.all(
    roots.map(async (root) => {
      if (root === "aws") return [awsRoot()];
      if ("sha256" in root) return [rootByFingerprint(root.sha256, label)];
      return rootsOfFile(resolve(dirname(path), root.certificate), label);
    }),
  );
  return found.flat();
}

/** The JSON schema of the policy file. */
export const trustPolicyJsonSchema = (): object => z.toJSONSchema(trustPolicySchema, { io: "input" });
