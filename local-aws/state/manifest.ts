import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { EmulatorName } from "../emulators";

/** The file that names a folder as one of a local AWS's state. */
export const MANIFEST = "local-aws.json";

export interface Manifest {
  readonly format: number;
  /** Tells this state from another one that comes to stand in the same place. */
  readonly id: string;
  /** Versions of the emulators that wrote in it. */
  readonly emulators: Readonly<Partial<Record<EmulatorName, string>>>;
}

/** Id of the state that a folder holds, if it holds one. */
export function stateIdOf(directory: string): string | undefined {
  try {
    return readManifest(directory)?.id;
  } catch {
    return undefined;
  }
}

/** @throws Error when there is one of something else. */
export function readManifest(directory: string): Manifest | undefined {
  const file = join(directory, MANIFEST);
  const manifest = readJson(file) as Manifest | undefined;
  if (manifest !== undefined && (typeof manifest.id !== "string" || typeof manifest.emulators !== "object")) {
    throw new Error(`${file} is none of a local AWS's state: name another folder.`);
  }
  return manifest;
}

/** @throws Error when the file is there and holds no JSON. */
export function readJson(file: string): unknown {
  let content: string;
  try {
    content = readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      return undefined;
    }
    throw error;
  }
  try {
    return JSON.parse(content);
  } catch {
    throw new Error(
      `Expected JSON in ${file}, got something else: delete the whole folder, or name another.`,
    );
  }
}
