import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

export interface Synthesized {
  /** Of the library that synthesized, as it says itself. */
  readonly version: string;
  /** Every stack's configuration by the stack's name. */
  readonly stacks: Record<string, unknown>;
  /** The names of all files: those of the packages hold the hash of their content. */
  readonly files: readonly string[];
}

/** What an app left in its output folder. */
export async function readSynthesized(output: string): Promise<Synthesized> {
  const manifest = (await readJson(join(output, "manifest.json"))) as {
    version: string;
    stacks: Record<string, { synthesizedStackPath: string }>;
  };
  const stacks = Object.entries(manifest.stacks).map(
    async ([name, { synthesizedStackPath }]) =>
      [name, await readJson(join(output, synthesizedStackPath))] as const,
  );
  return {
    version: manifest.version,
    stacks: Object.fromEntries(await Promise.all(stacks)),
    files: (await readdir(output, { recursive: true })).sort(),
  };
}

const readJson = async (file: string): Promise<unknown> => JSON.parse(await readFile(file, "utf8"));
