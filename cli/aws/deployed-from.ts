import {
  GetLayerVersionCommand,
  paginateListLayers,
  paginateListLayerVersions,
} from "@aws-sdk/client-lambda";
import { mapConcurrently } from "./each";
import { CALLS_AT_ONCE, listFunctions } from "./fleet";
import { reading, type Unread, unreadOf, valueOf } from "./read";
import type { SigningFacts } from "./signing-facts";

/** A version of a function or of a layer. */
export interface Deployed {
  readonly kind: "function" | "layer of function" | "layer";
  /** With the version; of a layer that a function has, the function's. */
  readonly arn: string;
  readonly signingJobArn: string;
  readonly signingProfileVersionArn: string | undefined;
}

export interface BlastRadius {
  readonly regions: readonly string[];
  readonly deployed: readonly Deployed[];
  /** What couldn't be looked at: there may be more. */
  readonly unread: readonly Unread[];
}

interface Signed {
  readonly signingJobArn: string | undefined;
  readonly signingProfileVersionArn: string | undefined;
}

/** Finds everything in these Regions whose code a signature is of that `isMeant` says is meant. */
export async function findDeployedFrom(
  signing: SigningFacts,
  regions: readonly string[],
  isMeant: (signed: { readonly signingJobArn: string; readonly signingProfileVersionArn: string }) => boolean,
): Promise<BlastRadius> {
  const found = await Promise.all(regions.map((region) => findInRegion(signing, region)));
  return {
    regions,
    deployed: found
      .flatMap(({ deployed }) => deployed)
      .flatMap(({ kind, arn, signingJobArn, signingProfileVersionArn }) =>
        signingJobArn && signingProfileVersionArn && isMeant({ signingJobArn, signingProfileVersionArn })
          ? [{ kind, arn, signingJobArn, signingProfileVersionArn }]
          : [],
      ),
    unread: found.flatMap(({ unread }) => unread),
  };
}

type Candidate = Signed & Pick<Deployed, "kind" | "arn">;

async function findInRegion(
  signing: SigningFacts,
  region: string,
): Promise<{ deployed: Candidate[]; unread: Unread[] }> {
  const [functions, layers] = await Promise.all([
    reading({ action: "lambda:ListFunctions", about: `the functions in ${region}` }, () =>
      listFunctions(signing, { region, versions: true }),
    ),
    layerVersions(signing, region),
  ]);
  const ofFunctions = (valueOf(functions) ?? []).flatMap((listed): Candidate[] => [
    { kind: "function", ...pick(listed) },
    ...listed.layers.map((layer): Candidate => ({
      kind: "layer of function",
      ...pick(layer),
      arn: listed.arn,
    })),
  ]);
  return {
    deployed: [...ofFunctions, ...layers.found],
    unread: [...unreadOf(functions), ...layers.unread],
  };
}

const pick = ({ arn, signingJobArn, signingProfileVersionArn }: Signed & { readonly arn: string }) => ({
  arn,
  signingJobArn,
  signingProfileVersionArn,
});

/** Listings of layers don't tell of signatures: each version is asked for. */
async function layerVersions(
  { clients }: SigningFacts,
  region: string,
): Promise<{ found: Candidate[]; unread: Unread[] }> {
  const client = clients.lambda(region);
  const aboutLayers = { action: "lambda:ListLayers", about: `the layers in ${region}` };
  const layers = await reading(aboutLayers, () =>
    clients.ask({ ...aboutLayers, region }, async () => {
      const names: string[] = [];
      for await (const { Layers: page = [] } of paginateListLayers({ client }, {})) {
        names.push(...page.flatMap(({ LayerName }) => LayerName ?? []));
      }
      return names;
    }),
  );
  const versions = await mapConcurrently(valueOf(layers) ?? [], CALLS_AT_ONCE, (LayerName) => {
    const asked = { action: "lambda:ListLayerVersions", about: `the layer '${LayerName}'` };
    return reading(asked, () =>
      clients.ask({ ...asked, region }, async () => {
        const all: { LayerName: string; VersionNumber: number }[] = [];
        for await (const { LayerVersions: page = [] } of paginateListLayerVersions(
          { client },
          { LayerName },
        )) {
          all.push(
            ...page.flatMap(({ Version }) => (Version ? [{ LayerName, VersionNumber: Version }] : [])),
          );
        }
        return all;
      }),
    );
  });
  const contents = await mapConcurrently(
    versions.flatMap((read) => valueOf(read) ?? []),
    CALLS_AT_ONCE,
    (version) => {
      const named = `${version.LayerName}:${version.VersionNumber}`;
      const asked = { action: "lambda:GetLayerVersion", about: `the layer version '${named}'` };
      return reading(asked, () =>
        clients.ask({ ...asked, region }, async (): Promise<Candidate> => {
          const { Content: content, LayerVersionArn } = await client.send(
            new GetLayerVersionCommand(version),
          );
          return {
            kind: "layer",
            arn: LayerVersionArn ?? named,
            signingJobArn: content?.SigningJobArn,
            signingProfileVersionArn: content?.SigningProfileVersionArn,
          };
        }),
      );
    },
  );
  return {
    found: contents.flatMap((read) => valueOf(read) ?? []),
    unread: [layers, ...versions, ...contents].flatMap((read) => unreadOf(read)),
  };
}
