import { type Dirent } from "node:fs";
import { readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { conventionalInstallRoots, impliedMirrors } from "./mirror-locations";
import { isInRange, type ProviderRange, TESTED_PROVIDERS } from "./provider-range";
import { compareVersions, formatVersion, parseVersion, type Version } from "./version";

/** Where a filesystem mirror keeps the AWS provider: Terraform prescribes host, namespace and type. */
const PROVIDER_FOLDER = join("registry.terraform.io", "hashicorp", "aws");

export const MIRROR_VARIABLE = "SIGNED_LAMBDA_PROVIDER_MIRROR";

/** A folder in the form that Terraform's `filesystem_mirror` reads, which holds a usable hashicorp/aws. */
export interface ProviderMirror {
  /** The folder above `registry.terraform.io`. */
  readonly path: string;
  /** The newest usable version in it: the one that Terraform will choose. */
  readonly version: string;
  /** True when that version is a ZIP file, which Terraform unpacks anew into every root module (700 MB). */
  readonly packed: boolean;
}

export interface MirrorSearch {
  readonly mirror: ProviderMirror | undefined;
  /** What was looked at, in words, for the message when there is neither mirror nor registry. */
  readonly lookedAt: readonly string[];
  /** Mirrors whose versions of the provider are all out of range, each with these versions. */
  readonly unfit: readonly string[];
}

/** Where to search; the defaults are this machine's. */
export interface MirrorSearchOptions {
  readonly environment?: NodeJS.ProcessEnv;
  /** @default TESTED_PROVIDERS, what the local environment takes */
  readonly range?: ProviderRange;
  /** Folders that are mirrors if they exist. @default the ones that Terraform itself reads */
  readonly implied?: readonly string[];
  /** Folders that may be or contain a mirror. @default where people install software by hand */
  readonly installRoots?: readonly string[];
  /** Terraform's name for the platform. @default this machine's, such as `linux_amd64` */
  readonly platform?: string;
}

/**
 * Finds the filesystem mirror with the newest hashicorp/aws in range for this platform.
 *
 * SIGNED_LAMBDA_PROVIDER_MIRROR names one and ends the search. Otherwise Terraform's implied mirrors are looked at,
 * then the conventional install roots with their children and grandchildren.
 *
 * @throws Error when SIGNED_LAMBDA_PROVIDER_MIRROR names a folder without a usable provider
 */
export async function findProviderMirror(options: MirrorSearchOptions = {}): Promise<MirrorSearch> {
  const environment = options.environment ?? process.env;
  const { range = TESTED_PROVIDERS, platform = terraformPlatform() } = options;

  const named = environment[MIRROR_VARIABLE];
  if (named) {
    const path = resolve(named);
    return { mirror: await readNamedMirror(path, range, platform), lookedAt: [path], unfit: [] };
  }

  const implied = options.implied ?? impliedMirrors(environment);
  const roots = options.installRoots ?? conventionalInstallRoots();
  const candidates = new Set(implied);
  for (const root of roots) {
    for (const folder of await withDescendants(root)) {
      candidates.add(folder);
    }
  }
  const lookedAt = [...implied, ...roots.map((root) => `${root} and two levels below`)];

  const unfit: string[] = [];
  let newest: UsableProvider | undefined;
  for (const path of candidates) {
    const providers = await providersIn(path, platform);
    const provider = newestOf(providers, range);
    if (!provider && providers.length > 0) {
      unfit.push(`${path} (${versionsOf(providers)})`);
    }
    // At equal versions the earlier place wins: Terraform's own before ours.
    if (provider && (!newest || compareVersions(provider.version, newest.version) > 0)) {
      newest = provider;
    }
  }
  return { mirror: newest && asMirror(newest), lookedAt, unfit };
}

/** The mirror at this place, if it holds a usable hashicorp/aws. */
export async function readProviderMirror(
  path: string,
  range: ProviderRange,
  platform: string = terraformPlatform(),
): Promise<ProviderMirror | undefined> {
  const provider = newestOf(await providersIn(path, platform), range);
  return provider && asMirror(provider);
}

/** This machine in Terraform's words: Go's names, where Node has its own. */
export function terraformPlatform(os: string = process.platform, arch: string = process.arch): string {
  const goOs: Record<string, string> = { win32: "windows", sunos: "solaris" };
  const goArch: Record<string, string> = { x64: "amd64", ia32: "386" };
  return `${goOs[os] ?? os}_${goArch[arch] ?? arch}`;
}

async function readNamedMirror(
  path: string,
  range: ProviderRange,
  platform: string,
): Promise<ProviderMirror> {
  const mirror = await readProviderMirror(path, range, platform);
  if (mirror) {
    return mirror;
  }
  const others = await providersIn(path, platform);
  throw new Error(
    `${MIRROR_VARIABLE} names ${path}, which holds no hashicorp/aws ${range.constraint} for ${platform}` +
      (others.length > 0
        ? `, got: ${versionsOf(others)}. Name a mirror that has it, or unset the variable.`
        : `. Expected ${join(PROVIDER_FOLDER, "<version>", platform)} in it, or the ZIP files that ` +
          `\`terraform providers mirror\` makes. Name the folder above registry.terraform.io, or unset the variable.`),
  );
}

interface UsableProvider {
  readonly path: string;
  readonly version: Version;
  readonly packed: boolean;
}

function asMirror(provider: UsableProvider): ProviderMirror {
  return { ...provider, version: formatVersion(provider.version) };
}

function newestOf(providers: readonly UsableProvider[], range: ProviderRange): UsableProvider | undefined {
  return providers.filter(({ version }) => isInRange(version, range)).at(-1);
}

const versionsOf = (providers: readonly UsableProvider[]): string =>
  providers.map(({ version }) => formatVersion(version)).join(", ");

/** The providers in a mirror that are for the platform, and not just an empty folder; the newest is the last. */
async function providersIn(mirror: string, platform: string): Promise<UsableProvider[]> {
  const folder = join(mirror, PROVIDER_FOLDER);
  const usable: UsableProvider[] = [];
  for (const entry of await list(folder)) {
    const archive = /^terraform-provider-aws_(\d+\.\d+\.\d+)_(\w+)\.zip$/.exec(entry.name);
    const version = parseVersion(archive?.[1] ?? entry.name);
    if (!version) {
      continue;
    }
    if (archive ? archive[2] === platform : await holdsProvider(join(folder, entry.name, platform))) {
      usable.push({ path: mirror, version, packed: archive !== null });
    }
  }
  return usable.sort((a, b) => compareVersions(a.version, b.version));
}

async function holdsProvider(folder: string): Promise<boolean> {
  return (await list(folder)).some((entry) => entry.name.startsWith("terraform-provider-aws"));
}

/** Folders deeper than this below an install root, or beyond this many in one folder, are not looked at. */
const DEPTH = 2;
const ENTRIES_PER_FOLDER = 500;

async function withDescendants(root: string): Promise<string[]> {
  const found = [root];
  let level = [root];
  for (let depth = 1; depth <= DEPTH; depth++) {
    const next: string[] = [];
    for (const folder of level) {
      const children = (await list(folder)).filter((entry) => entry.isDirectory() || entry.isSymbolicLink());
      next.push(...children.slice(0, ENTRIES_PER_FOLDER).map((entry) => join(folder, entry.name)));
    }
    found.push(...next);
    level = next;
  }
  return found;
}

/** What is in a folder, sorted; nothing when it is not there or not ours to read. */
async function list(folder: string): Promise<Dirent[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return [];
  }
}
