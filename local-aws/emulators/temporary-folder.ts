import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { isAlive } from "../processes";

/**
 * Makes a temporary folder that tells by its name which process it belongs to, and removes those of processes that
 * were killed: ministack unpacks every function's code into its own.
 * @returns its absolute path.
 */
export function makeTemporaryFolder(workspace: string, name: string): string {
  const parent = resolve(workspace, "tmp");
  mkdirSync(parent, { recursive: true });
  for (const folder of readdirSync(parent)) {
    const owner = /^[a-z]+-(\d+)-/.exec(folder)?.[1];
    if (owner !== undefined && !isAlive(Number(owner))) {
      rmSync(join(parent, folder), { recursive: true, force: true });
    }
  }
  return mkdtempSync(join(parent, `${name}-${process.pid}-`));
}
