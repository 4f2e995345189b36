import {
  GetFunctionCodeSigningConfigCommand,
  ListCodeSigningConfigsCommand,
  ListFunctionsByCodeSigningConfigCommand,
} from "@aws-sdk/client-lambda";
import { mapConcurrently } from "../aws/each";
import { CALLS_AT_ONCE, unqualified } from "../aws/fleet";
import { isRead } from "../aws/read";
import { configFacts } from "../aws/signing-facts";
import { Failure } from "../failure";
import type { Collecting } from "./collect";
import type { FleetConfig, FleetFunction } from "./facts";
import { readListing } from "./listing";

export interface ConfigsOfRegion {
  /** Filled while functions are asked for theirs, where that is needed. */
  readonly configs: FleetConfig[];
  /** ARN of a function's config; `null`: it has none; `undefined`: not known. */
  readonly configOf: (one: FleetFunction) => Promise<string | null | undefined>;
}

/** So few configs are always asked for their functions while the functions are still being listed. */
const FEW_CONFIGS = 20;

/**
 * Finds which function has which config. Asking each config for its functions takes a call for every page of them;
 * asking each function takes a call for every function: the listings are taken unless there are more configs than
 * functions, or they aren't allowed.
 */
export async function configsOf(
  collecting: Collecting,
  region: string,
  functions: Promise<readonly FleetFunction[]>,
): Promise<ConfigsOfRegion> {
  const { asking } = collecting;
  let configs: FleetConfig[];
  try {
    configs = await listConfigs(collecting, region);
  } catch (error) {
    if (isDenied(error)) return byFunction(collecting, region, [], new Map());
    const about = `the code signing configs in ${region}`;
    asking.failed({ action: "lambda:ListCodeSigningConfigs", about, region }, error);
    return { configs: [], configOf: () => Promise.resolve(undefined) };
  }
  if (configs.length > FEW_CONFIGS && configs.length > (await functions).length) {
    return byFunction(collecting, region, configs, new Map());
  }

  const known = new Map<string, string>();
  let denied = false;
  let failed = false;
  await mapConcurrently(configs, CALLS_AT_ONCE, async ({ arn }) => {
    if (denied) return;
    try {
      for (const one of await listFunctionsOf(collecting, region, arn)) known.set(unqualified(one), arn);
    } catch (error) {
      denied ||= isDenied(error);
      failed ||= !isDenied(error);
      const about = `the code signing config '${arn}'`;
      if (!isDenied(error)) asking.failed({ action: LIST_FUNCTIONS, about, region }, error);
    }
  });
  if (denied) return byFunction(collecting, region, configs, known);
  // Of one that no other config has, it isn't known whether the one that couldn't be asked has it.
  const otherwise = failed ? undefined : null;
  return { configs, configOf: ({ arn }) => Promise.resolve(known.get(unqualified(arn)) ?? otherwise) };
}

const LIST_FUNCTIONS = "lambda:ListFunctionsByCodeSigningConfig";
const isDenied = (error: unknown): boolean => error instanceof Failure && error.outcome === "access-denied";

function listConfigs({ signing, state }: Collecting, region: string): Promise<FleetConfig[]> {
  const { clients } = signing;
  return readListing<FleetConfig>(state, {
    name: `configs ${region}`,
    page: (token) =>
      clients.ask(
        { action: "lambda:ListCodeSigningConfigs", about: `the code signing configs in ${region}`, region },
        async () => {
          const { CodeSigningConfigs: page = [], NextMarker: next } = await clients
            .lambda(region)
            .send(new ListCodeSigningConfigsCommand(token ? { Marker: token } : {}));
          return {
            items: page.map((one) => ({ ...configFacts(one.CodeSigningConfigArn ?? "", one), region })),
            next: next || null,
          };
        },
      ),
  });
}

function listFunctionsOf({ signing, state }: Collecting, region: string, config: string): Promise<string[]> {
  const { clients } = signing;
  return readListing<string>(state, {
    name: `functions of ${config}`,
    page: (token) =>
      clients.ask(
        { action: LIST_FUNCTIONS, about: `the code signing config '${config}'`, region },
        async () => {
          const { FunctionArns: items = [], NextMarker: next } = await clients.lambda(region).send(
            new ListFunctionsByCodeSigningConfigCommand({
              CodeSigningConfigArn: config,
              ...(token ? { Marker: token } : {}),
            }),
          );
          return { items, next: next || null };
        },
      ),
  });
}

/** Asks each function that isn't `known` for its config: once, however many versions of it there are. */
function byFunction(
  collecting: Collecting,
  region: string,
  listed: readonly FleetConfig[],
  known: ReadonlyMap<string, string>,
): ConfigsOfRegion {
  const configs = [...listed];
  const has = new Set(configs.map(({ arn }) => arn));
  const asked = new Map<string, Promise<string | null | undefined>>();
  const ask = async (one: FleetFunction): Promise<string | null | undefined> => {
    const config = await attachedTo(collecting, region, one);
    if (config && !has.has(config)) {
      has.add(config);
      const read = await collecting.signing.config(config, region);
      if (isRead(read)) configs.push({ ...read.value, region });
      else {
        const { action, about, outcome, reason } = read.unread;
        collecting.asking.failed({ action, about, region }, new Failure(outcome, reason));
      }
    }
    return config;
  };
  return {
    configs,
    configOf: (one) => {
      const arn = unqualified(one.arn);
      const config = known.get(arn);
      if (config !== undefined) return Promise.resolve(config);
      // An image can't have one, and nothing is asked about what the policy skips.
      if (one.packageType !== "Zip" || !collecting.isLookedAt(one.name)) return Promise.resolve(undefined);
      const answer = asked.get(arn) ?? ask(one);
      asked.set(arn, answer);
      return answer;
    },
  };
}

async function attachedTo(
  { signing: { clients }, state, asking }: Collecting,
  region: string,
  { arn, name }: FleetFunction,
): Promise<string | null | undefined> {
  const fact = `config of ${unqualified(arn)}`;
  const kept = state.fact<string | null>(fact);
  if (kept !== undefined) return kept;
  const question = {
    action: "lambda:GetFunctionCodeSigningConfig",
    about: `the function '${name}' in ${region}`,
    region,
  };
  return asking.read(question, async () => {
    const { CodeSigningConfigArn: config } = await clients.ask(question, () =>
      clients
        .lambda(region)
        .send(new GetFunctionCodeSigningConfigCommand({ FunctionName: unqualified(arn) })),
    );
    state.addFact(fact, config ?? null);
    return config ?? null;
  });
}
