import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { runCommand } from "../../../toolchain";

/** Contents by path, but for what Terraform keeps for itself in `.terraform`. */
export function filesIn(directory: string): Map<string, Buffer> {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !relative(directory, file).startsWith(".terraform/"));
  return new Map(files.map((file) => [relative(directory, file), readFileSync(file)]));
}

/** Unpacks a tar.gz into a new folder. */
export async function filesInArchive(archive: Buffer, directory: string): Promise<Map<string, Buffer>> {
  mkdirSync(directory);
  const file = `${directory}.tar.gz`;
  writeFileSync(file, archive);
  await runCommand("tar", ["-xzf", file, "-C", directory], { timeoutMs: 60_000 });
  return filesIn(directory);
}

/** The paths at which two sets of files differ: missing in one of them, or of other bytes. */
export const differences = (some: Map<string, Buffer>, others: Map<string, Buffer>): string[] =>
  [...new Set([...some.keys(), ...others.keys()])].filter((path) => {
    const [one, other] = [some.get(path), others.get(path)];
    return !one || !other || !one.equals(other);
  });
