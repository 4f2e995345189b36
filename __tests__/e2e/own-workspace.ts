import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { installEmulators } from "../../local-aws/emulators";

/** A workspace of the test's own, so that it disturbs nothing that a person has kept running. */
export interface OwnWorkspace {
  readonly directory: string;
  /** Folder of the synthesized stacks, relative to the project, as cdktf wants it. */
  readonly output: string;
  readonly environment: NodeJS.ProcessEnv;
  remove(): void;
}

export async function ownWorkspace(name: string): Promise<OwnWorkspace> {
  // The emulators are installed once for all.
  await installEmulators({ workspace: ".local" });
  const directory = mkdtempSync(join(tmpdir(), `${name}-`));
  symlinkSync(resolve(".local", "python"), join(directory, "python"));
  const output = join(".local", "e2e", `cdktf.out-${name}-${process.pid}`);
  // cdktf makes the last folder of the path only.
  mkdirSync(join(".local", "e2e"), { recursive: true });
  return {
    directory,
    output,
    environment: {
      ...process.env,
      SIGNED_LAMBDA_WORKSPACE: directory,
      CDKTF_OUTDIR: output,
      CHECKPOINT_DISABLE: "1",
      ENVIRONMENT: "local",
      AWS_ENDPOINT_URL: "",
    },
    remove() {
      rmSync(directory, { recursive: true, force: true });
      rmSync(output, { recursive: true, force: true });
    },
  };
}
