import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runCommand } from "../../toolchain";
import type { Stage } from "../stage";

export interface ProgramRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program in a folder of its own with these files in it. Any exit code is an answer. */
export async function runWith(
  stage: Stage,
  files: Readonly<Record<string, Buffer | string>>,
  program: string,
  ...args: string[]
): Promise<ProgramRun> {
  const folder = await stage.folder("program");
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  return runCommand(program, args, {
    cwd: folder,
    timeoutMs: 60_000,
    signal: stage.signal,
    expectedCodes: Array.from({ length: 256 }, (_, code) => code),
  });
}
