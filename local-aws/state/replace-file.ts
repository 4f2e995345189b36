import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";

/** Writes a file of its user alone, in one step: whoever reads it sees the old content or the new. */
export function replaceFile(file: string, content: string): void {
  const aside = `${file}.new`;
  try {
    const descriptor = openSync(aside, "w", 0o600);
    try {
      writeFileSync(descriptor, content);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(aside, file);
  } catch (error) {
    rmSync(aside, { force: true });
    throw error;
  }
}
