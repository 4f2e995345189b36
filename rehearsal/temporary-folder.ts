import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";

/**
 * Runs something with a folder of its own, for its user alone, which is removed however the run ends.
 * @param parent made if it isn't there
 * @param name how the folder's name begins
 */
export async function inTemporaryFolder<T>(
  parent: string,
  name: string,
  run: (folder: string) => Promise<T>,
): Promise<T> {
  await mkdir(parent, { recursive: true });
  const folder = await mkdtemp(join(parent, `${name}-`));
  try {
    return await run(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
