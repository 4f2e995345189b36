import {
  type FunctionConfiguration,
  GetFunctionCodeSigningConfigCommand,
  paginateListCodeSigningConfigs,
  paginateListFunctions,
  paginateListFunctionsByCodeSigningConfig,
} from "@aws-sdk/client-lambda";
import { Failure } from "../failure";
import { mapConcurrently } from "./each";
import { reading, type Read } from "./read";
import { type ConfigFacts, configFacts, type SigningFacts } from "./signing-facts";

/** A function as Lambda's listing tells of it. */
export interface ListedFunction {
  readonly name: string;
  /** Ends with the version, where versions were asked for. */
  readonly arn: string;
  /** `$LATEST`, or the number of a published version. */
  readonly version: string;
  readonly packageType: string;
  readonly runtime: string | undefined;
  /** As Lambda writes it: ISO 8601. */
  readonly lastModified: string | undefined;
  readonly signingJobArn: string | undefined;
  readonly signingProfileVersionArn: string | undefined;
  readonly layers: readonly {
    readonly arn: string;
    readonly signingJobArn: string | undefined;
    readonly signingProfileVersionArn: string | undefined;
  }[];
}

/** Calls at a time, beyond the listings. */
export const CALLS_AT_ONCE = 8;

/**
 * All functions of a Region.
 * @param versions whether to list published versions, too
 * @throws Failure when Lambda doesn't list them
 */
export async function listFunctions(
  { clients }: SigningFacts,
  options: {
    readonly region?: string;
    readonly versions?: boolean;
    readonly onFunctions?: (count: number) => void;
  } = {},
): Promise<ListedFunction[]> {
  const { region, versions, onFunctions } = options;
  return clients.ask({ action: "lambda:ListFunctions", about: "the functions", region }, async () => {
    const all: ListedFunction[] = [];
    const pages = paginateListFunctions(
      { client: clients.lambda(region) },
      versions ? { FunctionVersion: "ALL" } : {},
    );
    for await (const { Functions: functions = [] } of pages) {
      all.push(...functions.map((one) => listedFunction(one, versions ?? false)));
      onFunctions?.(functions.length);
    }
    return all;
  });
}

/** @param withVersion whether its ARN is to end with the version */
export function listedFunction(configuration: FunctionConfiguration, withVersion: boolean): ListedFunction {
  const arn = unqualified(configuration.FunctionArn ?? "");
  const version = configuration.Version ?? "$LATEST";
  return {
    name: configuration.FunctionName ?? "",
    arn: withVersion ? `${arn}:${version}` : arn,
    version,
    packageType: configuration.PackageType ?? "Zip",
    runtime: configuration.Runtime,
    lastModified: configuration.LastModified,
    signingJobArn: configuration.SigningJobArn,
    signingProfileVersionArn: configuration.SigningProfileVersionArn,
    layers: (configuration.Layers ?? []).map((layer) => ({
      arn: layer.Arn ?? "",
      signingJobArn: layer.SigningJobArn,
      signingProfileVersionArn: layer.SigningProfileVersionArn,
    })),
  };
}

/** The code signing config of a function; the value is `undefined` when it has none. */
export type ConfigOf = (
  listed: Pick<ListedFunction, "arn" | "name">,
) => Promise<Read<ConfigFacts | undefined>>;

/**
 * Finds the code signing configs of all functions of a Region by two listings, which takes a call for each config instead
 * of one for each function. Where the listings aren't allowed, each function is asked for its own.
 */
export async function codeSigningConfigs(signing: SigningFacts, region?: string): Promise<ConfigOf> {
  try {
    const byFunction = await configsByListing(signing, region);
    return ({ arn }) => Promise.resolve({ value: byFunction.get(unqualified(arn)) });
  } catch (error) {
    if (!(error instanceof Failure) || error.outcome !== "access-denied") throw error;
    return (one) => configByFunction(signing, one, region);
  }
}

async function configsByListing(
  { clients }: SigningFacts,
  region: string | undefined,
): Promise<Map<string, ConfigFacts>> {
  const client = clients.lambda(region);
  const configs: ConfigFacts[] = [];
  await clients.ask(
    { action: "lambda:ListCodeSigningConfigs", about: "the code signing configs", region },
    async () => {
      for await (const { CodeSigningConfigs: page = [] } of paginateListCodeSigningConfigs({ client }, {})) {
        configs.push(...page.map((config) => configFacts(config.CodeSigningConfigArn ?? "", config)));
      }
    },
  );
  const byFunction = new Map<string, ConfigFacts>();
  await mapConcurrently(configs, CALLS_AT_ONCE, (config) =>
    clients.ask(
      {
        action: "lambda:ListFunctionsByCodeSigningConfig",
        about: `the code signing config '${config.arn}'`,
        region,
      },
      async () => {
        const pages = paginateListFunctionsByCodeSigningConfig(
          { client },
          { CodeSigningConfigArn: config.arn },
        );
        for await (const { FunctionArns: arns = [] } of pages) {
          for (const arn of arns) byFunction.set(unqualified(arn), config);
        }
      },
    ),
  );
  return byFunction;
}

async function configByFunction(
  signing: SigningFacts,
  { arn, name }: Pick<ListedFunction, "arn" | "name">,
  region: string | undefined,
): Promise<Read<ConfigFacts | undefined>> {
  const asked = { action: "lambda:GetFunctionCodeSigningConfig", about: `the function '${name}'` };
  const attached = await reading(asked, () =>
    signing.clients.ask({ ...asked, region }, () =>
      signing.clients
        .lambda(region)
        .send(new GetFunctionCodeSigningConfigCommand({ FunctionName: unqualified(arn) })),
    ),
  );
  if (!("value" in attached)) return attached;
  const { CodeSigningConfigArn: config } = attached.value;
  return config ? signing.config(config, region) : { value: undefined };
}

/** `arn:aws:lambda:<region>:<account>:function:<name>`, without version or alias. */
export const unqualified = (arn: string): string => arn.split(":").slice(0, 7).join(":");
