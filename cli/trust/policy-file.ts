import { readFile } from "node:fs/promises";
import { z } from "zod";
import { Failure } from "../failure";
import { LEVELS } from "../trust-policy";
import { PUBLISHER_EXPECTED, PUBLISHER_PATTERN } from "./publishers";

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

/** The file as it is read, with what it leaves out. */
export type PolicyFile = z.output<typeof trustPolicySchema>;

/** @throws Failure that says what is wrong with it */
export async function readPolicyFile(path: string): Promise<PolicyFile> {
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

/** The JSON schema of the policy file. */
export const trustPolicyJsonSchema = (): object => z.toJSONSchema(trustPolicySchema, { io: "input" });
