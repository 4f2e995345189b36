import { closeSync, fstatSync, ftruncateSync, openSync, readFileSync, writeSync } from "node:fs";
import { replaceFile } from "./replace-file";

/**
 * A file of JSON values, one a line, that is only ever added to. Each line is with the operating system before `append`
 * returns, so it outlives a kill of this process (not a power cut). The line that such a kill left half-written is
 * dropped at the next start: nobody was told that it was kept.
 */
export class Journal {
  private descriptor: number | undefined;
  private size: number;

  private constructor(file: string) {
    this.descriptor = openSync(file, "a", 0o600);
    this.size = fstatSync(this.descriptor).size;
  }

  /**
   * Opens the file, or makes it.
   * @param compacted the fewest entries that say the same as those that were read.
   * @throws Error when a line that isn't the last can't be read: the file was changed by somebody else.
   */
  static open<Entry>(
    file: string,
    compacted: (entries: readonly Entry[]) => readonly Entry[],
  ): { journal: Journal; entries: readonly Entry[] } {
    const { entries, isWhole } = read<Entry>(file);
    const fewest = compacted(entries);
    if (!isWhole || fewest.length < entries.length) {
      replaceFile(file, fewest.map(lineOf).join(""));
    }
    return { journal: new Journal(file), entries: fewest };
  }

  /** @throws Error when it can't be written whole, for want of space; then nothing of it is in the file. */
  append(entry: unknown): void {
    if (this.descriptor === undefined) {
      return;
    }
    const line = Buffer.from(lineOf(entry));
    try {
      for (let written = 0; written < line.length;) {
        written += writeSync(this.descriptor, line, written);
      }
    } catch (error) {
      ftruncateSync(this.descriptor, this.size);
      throw error;
    }
    this.size += line.length;
  }

  /** From now on `append` writes nothing. */
  close(): void {
    if (this.descriptor !== undefined) {
      closeSync(this.descriptor);
      this.descriptor = undefined;
    }
  }
}

const lineOf = (entry: unknown): string => JSON.stringify(entry) + "\n";

function read<Entry>(file: string): { entries: Entry[]; isWhole: boolean } {
  const lines = contentOf(file).split("\n");
  // A file that is whole ends with a line break, after which there is nothing.
  const rest = lines.pop();
  const entries = lines.map((line, at) => {
    try {
      return JSON.parse(line) as Entry;
    } catch {
      throw new Error(
        `Expected JSON in line ${at + 1} of ${file}, got: ${line.slice(0, 80)}. Mend the line, or delete the whole folder of the state.`,
      );
    }
  });
  return { entries, isWhole: rest === "" };
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      return "";
    }
    throw error;
  }
}
