import { readdirSync, rmdirSync, rmSync } from "node:fs";
import { join } from "node:path";

/** The stacks of the local environment, in the order of deployment. */
export const LOCAL_STACKS = ["code-signing-local", "functions-local"] as const;

/** What Terraform writes for a local state: itself, its backups and its lock. */
const STATE_FILE = new RegExp(`^\\.?(${LOCAL_STACKS.join("|")})\\.tfstate(\\.|$)`);

/**
 * Deletes the state files of the local environment, and their folder when nothing else is in it: the workspace may be
 * any folder, in which other environments keep theirs under the same name.
 *
 * @returns whether there were any
 */
export function deleteLocalState(folder: string): boolean {
  const files = list(folder).filter((name) => STATE_FILE.test(name));
  for (const file of files) rmSync(join(folder, file));
  if (list(folder).length === 0) rmdirIfThere(folder);
  return files.length > 0;
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

function rmdirIfThere(folder: string): void {
  try {
    rmdirSync(folder);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === "ENOENT";
