import { mkdirSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { installEmulators } from "../local-aws/emulators";
import { workspace, type Workspace } from "../toolchain";

/** A workspace for a local AWS of the bench's own, which disturbs none that somebody has kept running. */
export async function ownWorkspace(directory: string): Promise<Workspace> {
  const shared = workspace();
  // Installed once for all.
  await installEmulators({ workspace: shared.directory });
  mkdirSync(directory, { recursive: true });
  symlinkSync(resolve(shared.python), join(directory, "python"));
  return workspace({ SIGNED_LAMBDA_WORKSPACE: directory });
}

export const clientOf = (endpoint: string) => ({
  endpoint,
  region: "us-east-1",
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
  maxAttempts: 1,
});
