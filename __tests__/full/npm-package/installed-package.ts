import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "../../../toolchain";

const MINUTE = 60_000;

/** Packs the project. @returns the tarball's path */
export async function pack(directory: string): Promise<string> {
  const { stdout } = await npm(["pack", "--json", "--pack-destination", directory]);
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
  return join(directory, filename);
}

/** Copies an example out of the tree, where nothing of the project can be found by walking up, and installs it there. */
export async function installExample(example: string, directory: string, tarball: string): Promise<void> {
  mkdirSync(directory, { recursive: true });
  cpSync(example, directory, {
    recursive: true,
    filter: (path) => !/[\\/](node_modules|cdktf\.out|\.packages|package-lock\.json)$/.test(path),
  });
  await npm(["install", "--no-audit", "--no-fund", "--prefer-offline", tarball], directory);
}

/** As in a shell: what `npm run` adds to the environment would lead npm back to this project. */
function npm(args: readonly string[], cwd?: string) {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("npm_")));
  return runCommand("npm", args, { cwd, env, timeoutMs: 10 * MINUTE });
}
