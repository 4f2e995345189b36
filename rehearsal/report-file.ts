import { access, constants, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";

/**
 * Asks before anything starts whether a report can be written at its end, minutes later.
 * @throws Error that says what is in the way
 */
export async function requireWritable(file: string): Promise<void> {
  const folder = dirname(resolve(file));
  const found = await stat(file).catch(() => undefined);
  if (found?.isDirectory()) throw refusal(file, "a folder");
  if (!(await stat(folder).catch(() => undefined))?.isDirectory()) {
    throw refusal(file, `no folder ${folder}. Make it first`);
  }
  await access(found ? file : folder, constants.W_OK).catch(() => {
    throw refusal(file, `${found ? resolve(file) : folder}, where you may not write`);
  });
}

const refusal = (file: string, found: string): Error =>
  new Error(`--report: expected a file that can be written, got: "${file}", and there is ${found}.`);
