import { cpSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stateIdOf } from "./state/manifest";

/** The stacks of the local environment, in the order of deployment. */
export const LOCAL_STACKS = ["code-signing-local", "functions-local"] as const;

/** What Terraform writes for a local state: itself, its backups and its lock. */
const STATE_FILE = new RegExp(`^\\.?(${LOCAL_STACKS.join("|")})\\.tfstate(\\.|$)`);

/** Says which local AWS's resources the states beside it tell of, when that one keeps its own. */
const OWNER = ".local-aws.json";

/** Folder in a local AWS's own state for Terraform's, while another local AWS has the workspace. */
const SET_ASIDE = "terraform";

/** A local AWS that keeps its state, by the folder that it has it in. */
export interface Keeper {
  readonly directory: string;
  /** The folder may hold another state by the time that it is asked again. */
  readonly id: string;
}

/**
 * Lets the folder hold the Terraform state of the local AWS that starts, and no other's. What another one that kept its
 * own left is set aside in that one's folder, to come back with it. What tells of a local AWS that kept nothing is
 * deleted: the provider fails on signing jobs that are gone.
 *
 * @param keeper the local AWS that starts; `undefined` when it keeps nothing
 * @returns what became of it, a sentence each
 */
export function prepareLocalState(folder: string, keeper?: Keeper): string[] {
  const said: string[] = [];
  const owner = ownerOf(folder);
  if (!owner || owner.id !== keeper?.id) {
    if (owner && stateIdOf(owner.directory) === owner.id) {
      if (move(folder, join(owner.directory, SET_ASIDE))) {
        said.push(
          `Terraform's state of the local AWS in ${owner.directory} was set aside there: it comes back with \`--state ${owner.directory}\`.`,
        );
      }
    } else if (deleteLocalState(folder)) {
      said.push("The state of an earlier local AWS was deleted: what it described ended with it.");
    }
    if (keeper && move(join(keeper.directory, SET_ASIDE), folder)) {
      said.push("Terraform's state of this local AWS is back.");
    }
  }
  // For its user alone: a state may hold secrets.
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (keeper) {
    const note: Keeper = { directory: keeper.directory, id: keeper.id };
    writeFileSync(join(folder, OWNER), JSON.stringify(note) + "\n", { mode: 0o600 });
  } else {
    rmSync(join(folder, OWNER), { force: true });
  }
  return said;
}

/**
 * Deletes the state files of the local environment, and their folder when nothing else is in it: the workspace may be
 * any folder, in which other environments keep theirs under the same name.
 *
 * @returns whether there were any
 */
export function deleteLocalState(folder: string): boolean {
  const files = stateFiles(folder);
  for (const file of files) rmSync(join(folder, file));
  removeIfEmpty(folder);
  return files.length > 0;
}

/** @returns whether there was anything to move. */
function move(from: string, to: string): boolean {
  const files = stateFiles(from);
  if (files.length > 0) {
    mkdirSync(to, { recursive: true, mode: 0o700 });
    // Not renamed: the two may be on different file systems.
    for (const file of files) cpSync(join(from, file), join(to, file));
    deleteLocalState(from);
  }
  return files.length > 0;
}

function ownerOf(folder: string): Keeper | undefined {
  try {
    const { directory, id } = JSON.parse(readFileSync(join(folder, OWNER), "utf8")) as Partial<Keeper>;
    return typeof directory === "string" && typeof id === "string" ? { directory, id } : undefined;
  } catch {
    return undefined;
  }
}

const stateFiles = (folder: string): string[] => list(folder).filter((name) => STATE_FILE.test(name));

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

function removeIfEmpty(folder: string): void {
  if (list(folder).length > 0) return;
  try {
    rmdirSync(folder);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === "ENOENT";
