import { mkdir, readdir, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";

const SEED = 20_260_101;
const FILES_IN_A_FOLDER = 40;
/** Bytes of a file: mostly short files, a few long ones. */
const SHORTEST = 100;
const LONGEST = 40_000;
/** Images, fonts, native modules: what can't be compressed any more. The rest is like source code. */
const INCOMPRESSIBLE_SHARE = 0.05;
const WORDS = 500;
const LINES = 5_000;

/**
 * Fills a new folder with files like those of a `node_modules`, the same ones at every call: about 6 kB each, which
 * compress to about a quarter (this project's own: 6.2 kB, 1 to 4.1).
 */
export async function makeSampleFolder(directory: string, totalBytes: number): Promise<void> {
  const random = randomNumbers(SEED);
  const words = Array.from({ length: WORDS }, () => word(random));
  const lines = Array.from({ length: LINES }, () => line(random, words));
  let left = totalBytes;
  for (let index = 0; left > 0; index++) {
    const size = Math.min(left, Math.round(SHORTEST * (LONGEST / SHORTEST) ** random()));
    const folder = join(directory, `package-${Math.floor(index / FILES_IN_A_FOLDER)}`);
    if (index % FILES_IN_A_FOLDER === 0) await mkdir(folder, { recursive: true });
    const incompressible = random() < INCOMPRESSIBLE_SHARE;
    const content = incompressible ? noise(random, size) : sourceCode(random, lines, size);
    await writeFile(join(folder, `file-${index}.${incompressible ? "bin" : "js"}`), content);
    left -= size;
  }
}

/** Gives every file another time of its last change, as another checkout would. */
export async function changeTimes(directory: string, time: Date): Promise<void> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  for (const entry of entries) await utimes(join(entry.parentPath, entry.name), time, time);
}

/** The same numbers from 0 to 1 for the same seed: the generator mulberry32. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A made-up word with the punctuation of code behind it. */
function word(random: () => number): string {
  const punctuation = [" ", " ", " ", ".", "(", ")", " = ", ";", ", ", " => ", " {", "}"];
  const letters = Array.from({ length: 2 + Math.floor(random() * 9) }, () =>
    String.fromCharCode(97 + Math.floor(random() * 26)),
  );
  return letters.join("") + pick(punctuation, random());
}

/** Words of which a few are frequent and most are rare. */
function line(random: () => number, words: readonly string[]): string {
  const length = 3 + Math.floor(random() * 8);
  return `${Array.from({ length }, () => pick(words, random() ** 3)).join("")}\n`;
}

/** Lines of which a few are frequent and most are rare. */
function sourceCode(random: () => number, lines: readonly string[], size: number): Buffer {
  const parts: string[] = [];
  for (let length = 0; length < size;) {
    const part = pick(lines, random() ** 8);
    parts.push(part);
    length += part.length;
  }
  return Buffer.from(parts.join("").slice(0, size));
}

/** @param where from 0, the first, to 1, past the last */
function pick(items: readonly string[], where: number): string {
  return items[Math.floor(items.length * where)]!;
}

function noise(random: () => number, size: number): Buffer {
  const content = Buffer.alloc(size);
  for (let index = 0; index < size; index++) content[index] = Math.floor(random() * 256);
  return content;
}
