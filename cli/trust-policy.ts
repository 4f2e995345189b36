import { dirname, resolve } from "node:path";
import type { PolicyFile } from "./trust/policy-file";
import { Publishers, wildcard } from "./trust/publishers";
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
  const file = options.policy === undefined ? undefined : await read(options.policy);
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

/** Without a policy, what reads one isn't loaded. */
const read = async (path: string): Promise<PolicyFile> =>
  (await import("./actions/read-policy-file.js")).readPolicyFile(path);
