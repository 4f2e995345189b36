import type { AwsClients } from "../aws/clients";
import { mapConcurrently } from "../aws/each";
import { CALLS_AT_ONCE } from "../aws/fleet";
import { SigningFacts } from "../aws/signing-facts";
import { Failure } from "../failure";
import { AskEach } from "./ask-each";
import { configsOf } from "./collect-configs";
import { functionsOf } from "./collect-functions";
import { readJobs } from "./collect-jobs";
import { readProfile } from "./collect-profiles";
import type { FleetConfig, FleetFacts, FleetFunction, FleetProfile } from "./facts";
import type { AuditState } from "./state-file";

/** What all of the collecting works with. */
export interface Collecting {
  readonly signing: SigningFacts;
  readonly state: AuditState;
  /** Published versions, too. */
  readonly versions: boolean;
  /** Of the trust policy: who is skipped is listed, and nothing more is asked about it. */
  readonly isLookedAt: (functionName: string) => boolean;
  readonly onFunctions: (count: number) => void;
  readonly asking: AskEach;
}

export interface CollectOptions extends Pick<
  Collecting,
  "state" | "versions" | "isLookedAt" | "onFunctions"
> {
  readonly clients: AwsClients;
  readonly regions: readonly string[];
}

/**
 * Finds out what an account's functions are, who signed them and whether that holds still: by listings as far as they
 * go, and by one call for each thing that they don't tell.
 * @throws Failure when no Region's functions can be listed
 */
export async function collect({ clients, regions, ...options }: CollectOptions): Promise<FleetFacts> {
  const asking = new AskEach();
  const collecting: Collecting = { ...options, signing: new SigningFacts(clients), asking };

  const refusals: Failure[] = [];
  const inRegions = await Promise.all(
    regions.map(async (region) => {
      // Both at once: neither needs the other to begin.
      const listing = functionsOf(collecting, region).catch((error: unknown) => {
        if (!(error instanceof Failure)) throw error;
        refusals.push(error);
        asking.failed({ action: "lambda:ListFunctions", about: `the functions in ${region}`, region }, error);
        return [];
      });
      const { configs, configOf } = await configsOf(collecting, region, listing);
      const functions = await mapConcurrently(await listing, CALLS_AT_ONCE, async (listed) => {
        const config = await configOf(listed);
        return config === undefined ? listed : { ...listed, config };
      });
      return { functions, configs };
    }),
  );
  if (refusals.length === regions.length) throw refusals[0]!;

  const functions = inRegions.flatMap((one) => one.functions);
  const configs = new Map(inRegions.flatMap((one) => one.configs).map((config) => [config.arn, config]));
  const account = accountOf(functions, configs);

  const profiles = await profilesOf(collecting, functions, configs, account);
  const jobs = await readJobs(collecting, signaturesOf(functions, collecting), profiles, account);
  return { account, functions, configs, jobs, profiles, notRead: asking.notRead };
}

/** @throws Failure for several: what was read earlier was of another account */
function accountOf(
  functions: readonly FleetFunction[],
  configs: ReadonlyMap<string, FleetConfig>,
): string | null {
  const accounts = new Set(
    [...functions.map(({ arn }) => arn), ...configs.keys()].flatMap((arn) => arn.split(":")[4] ?? []),
  );
  if (accounts.size > 1) {
    throw new Failure(
      "usage",
      `Expected all that was read to be of one account, got ${[...accounts].join(" and ")}. What an earlier audit read ` +
        "was of another one: name another file, or remove it.",
    );
  }
  return [...accounts][0] ?? null;
}

export interface Signed {
  readonly jobArn: string;
  readonly publisher: string | undefined;
}

/** Distinct signing jobs of what is deployed. */
function signaturesOf(
  functions: readonly FleetFunction[],
  { isLookedAt }: Pick<Collecting, "isLookedAt">,
): Signed[] {
  const signed = new Map<string, Signed>();
  for (const { name, layers, ...code } of functions) {
    if (!isLookedAt(name)) continue;
    for (const { signingJobArn: jobArn, signingProfileVersionArn: publisher } of [code, ...layers]) {
      if (jobArn) signed.set(jobArn, { jobArn, publisher });
    }
  }
  return [...signed.values()];
}

async function profilesOf(
  collecting: Collecting,
  functions: readonly FleetFunction[],
  configs: ReadonlyMap<string, FleetConfig>,
  account: string | null,
): Promise<Map<string, FleetProfile>> {
  const wanted = new Set(signaturesOf(functions, collecting).flatMap(({ publisher }) => publisher ?? []));
  for (const { publishers } of configs.values()) {
    // Another account's that has signed nothing here would need a permission of theirs, for nothing.
    for (const one of publishers) if (one.split(":")[4] === account) wanted.add(one);
  }
  const read = await mapConcurrently([...wanted], CALLS_AT_ONCE, (arn) =>
    readProfile(collecting, arn, account),
  );
  return new Map(read.flatMap((profile) => (profile ? [[profile.versionArn, profile]] : [])));
}
