import { rm } from "node:fs/promises";
import { join } from "node:path";
import {
  GetFunctionCodeSigningConfigCommand,
  GetFunctionCommand,
  GetLayerVersionCommand,
} from "@aws-sdk/client-lambda";
import { Failure } from "../failure";
import { download } from "../packages/download";
import { openFile } from "../packages/file-source";
import { type PackageFacts, readPackage } from "../packages/package-facts";
import type { TrustedRoot } from "../trust/roots";
import { type FunctionTarget, type LayerTarget, parseTarget } from "./arns";
import { reading, type Read, valueOf } from "./read";
import type { ConfigFacts, JobFacts, ProfileFacts, SigningFacts } from "./signing-facts";

/** What runs, as Lambda tells of it and as its bytes are; and what Signer says of who signed it. */
export interface CodeFacts {
  readonly arn: string;
  /** As Lambda reports them; `undefined` when it reports none. */
  readonly signingJobArn: string | undefined;
  readonly signingProfileVersionArn: string | undefined;
  /** SHA-256 in base64, as Lambda reports it. */
  readonly codeSha256: string | undefined;
  /** `undefined` when it wasn't asked for, or is no ZIP. */
  readonly package: Read<DeployedPackage> | undefined;
  /** `undefined` when nothing names a job. */
  readonly job: Read<JobFacts> | undefined;
  readonly profile: Read<ProfileFacts> | undefined;
}

export type DeployedPackage = PackageFacts & {
  /** SHA-256 in base64 of what was downloaded. */
  readonly sha256: string;
};

export interface FunctionFacts extends CodeFacts {
  readonly kind: "function";
  readonly name: string;
  readonly packageType: string;
  /** The value is `undefined` when the function has none. */
  readonly config: Read<ConfigFacts | undefined>;
  readonly layers: readonly Read<LayerFacts>[];
}

export interface LayerFacts extends CodeFacts {
  readonly kind: "layer";
}

export interface InspectOptions {
  readonly signing: SigningFacts;
  readonly roots: readonly TrustedRoot[];
  /** Folder for downloaded packages. Without it, none is downloaded, and Lambda's word is taken for who signed. */
  readonly downloads?: string;
  readonly onBytes?: (count: number) => void;
}

/**
 * Finds out everything about a function that there is to judge, and judges nothing. Says nothing to anybody: a fleet is
 * asked with it, too.
 * @throws Failure when the function itself can't be read; what else can't is among the facts
 */
export async function inspectFunction(
  target: FunctionTarget,
  options: InspectOptions,
): Promise<FunctionFacts> {
  const { clients } = options.signing;
  const { ask, qualifier, region, name } = target;
  const about = `the function '${name}'`;
  const { Configuration: configuration, Code: code } = await clients.ask(
    { action: "lambda:GetFunction", about, region },
    () =>
      clients
        .lambda(region)
        .send(new GetFunctionCommand({ FunctionName: ask, ...(qualifier ? { Qualifier: qualifier } : {}) })),
  );
  if (!configuration?.FunctionArn) throw new Failure("internal", `Lambda answered nothing about ${about}.`);

  const packageType = configuration.PackageType ?? "Zip";
  const reported = {
    arn: configuration.FunctionArn,
    signingJobArn: configuration.SigningJobArn,
    signingProfileVersionArn: configuration.SigningProfileVersionArn,
    codeSha256: configuration.CodeSha256,
  };
  const [ofCode, config, layers] = await Promise.all([
    codeFacts(reported, packageType === "Zip" ? code?.Location : undefined, options),
    readConfig(target, options.signing),
    Promise.all((configuration.Layers ?? []).map(({ Arn }) => readLayer(Arn!, options))),
  ]);
  return { kind: "function", name, packageType, ...ofCode, config, layers };
}

/** The same for one version of a layer. @throws Failure */
export async function inspectLayer(
  { arn, layerArn, version, region }: LayerTarget,
  options: InspectOptions,
): Promise<LayerFacts> {
  const { clients } = options.signing;
  const { Content: content, LayerVersionArn } = await clients.ask(
    { action: "lambda:GetLayerVersion", about: `the layer version '${arn}'`, region },
    () =>
      clients
        .lambda(region)
        .send(new GetLayerVersionCommand({ LayerName: layerArn, VersionNumber: version })),
  );
  const reported = {
    arn: LayerVersionArn ?? arn,
    signingJobArn: content?.SigningJobArn,
    signingProfileVersionArn: content?.SigningProfileVersionArn,
    codeSha256: content?.CodeSha256,
  };
  return { kind: "layer", ...(await codeFacts(reported, content?.Location, options)) };
}

function readLayer(arn: string, options: InspectOptions): Promise<Read<LayerFacts>> {
  const asked = { action: "lambda:GetLayerVersion", about: `the layer version '${arn}'` };
  return reading(asked, () => {
    const target = parseTarget(arn);
    if (target?.kind !== "layer") {
      throw new Failure(
        "incomplete",
        `Lambda names a layer '${arn}', which is not the ARN of a layer version.`,
      );
    }
    return inspectLayer(target, options);
  });
}

async function readConfig(
  { ask, name, region }: FunctionTarget,
  signing: SigningFacts,
): Promise<Read<ConfigFacts | undefined>> {
  const asked = { action: "lambda:GetFunctionCodeSigningConfig", about: `the function '${name}'` };
  const attached = await reading(asked, () =>
    signing.clients.ask({ ...asked, region }, () =>
      // Refuses a version or an alias: the config is the function's.
      signing.clients.lambda(region).send(new GetFunctionCodeSigningConfigCommand({ FunctionName: ask })),
    ),
  );
  if (!("value" in attached)) return attached;
  const { CodeSigningConfigArn: arn } = attached.value;
  return arn ? signing.config(arn, region) : { value: undefined };
}

type Reported = Pick<CodeFacts, "arn" | "signingJobArn" | "signingProfileVersionArn" | "codeSha256">;

async function codeFacts(
  reported: Reported,
  location: string | undefined,
  options: InspectOptions,
): Promise<CodeFacts> {
  const deployed =
    location !== undefined && options.downloads !== undefined
      ? await readDeployed(reported.arn, location, options.downloads, options)
      : undefined;
  const read = valueOf(deployed);
  // The bytes know better than Lambda's word who signed them.
  const { signingJobArn, signingProfileVersionArn } = read?.status === "signed" ? read.signature : reported;
  const ownAccountId = reported.arn.split(":")[4];
  const [job, profile] = await Promise.all([
    signingJobArn ? options.signing.job(signingJobArn) : undefined,
    signingProfileVersionArn ? options.signing.profile(signingProfileVersionArn, ownAccountId) : undefined,
  ]);
  return { ...reported, package: deployed, job, profile };
}

let downloads = 0;

function readDeployed(
  arn: string,
  location: string,
  folder: string,
  { roots, onBytes }: InspectOptions,
): Promise<Read<DeployedPackage>> {
  return reading({ action: "the download of the package", about: arn }, async () => {
    const path = join(folder, `${downloads++}.zip`);
    const { sha256 } = await download(location, path, onBytes);
    const source = await openFile(path);
    try {
      return { ...(await readPackage(source, roots)), sha256 };
    } finally {
      await source.close();
      // A fleet's packages would not fit on a disk.
      await rm(path, { force: true });
    }
  });
}
