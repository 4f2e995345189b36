import { join } from "node:path";
import type { Bench } from "./bench";

/** Compiles the command as it is installed. @returns its main file */
export async function compiledCommand(
  { root, meter, progress }: Pick<Bench, "root" | "meter" | "progress">,
  folder: string,
): Promise<string> {
  progress("compiling the command");
  const dist = join(folder, "dist");
  const tsc = join(root, "node_modules", ".bin", "tsc");
  await meter.measure({ command: tsc, args: ["-p", "tsconfig.build.json", "--outDir", dist], cwd: root });
  return join(dist, "cli", "main.js");
}
