import { join, resolve } from "node:path";

/** Absolute paths of what the project keeps on this machine. Nothing here exists until somebody makes it. */
export interface Workspace {
  /** The project's own folder: every command of the project is started there. */
  readonly root: string;
  /** All of the rest lies in here, so that deleting it puts the project back to a fresh clone. */
  readonly directory: string;
  /** Function packages (ZIP files named by their content). */
  readonly packages: string;
  /** Terraform state of the local environment. Outside cdktf.out, which every synth rewrites. */
  readonly state: string;
  /** Addresses and process ids of what runs now. */
  readonly run: string;
  /** The virtual environment with the emulators. */
  readonly python: string;
  /** The generated Terraform CLI configuration and the provider cache. */
  readonly terraform: string;
}

/**
 * Where the project keeps what it makes: `.local` in the current directory, or the folder that
 * SIGNED_LAMBDA_WORKSPACE names (absolute, or relative to the current directory).
 */
export function workspace(environment: NodeJS.ProcessEnv = process.env): Workspace {
  const root = process.cwd();
  const directory = resolve(root, environment.SIGNED_LAMBDA_WORKSPACE || ".local");
  return {
    root,
    directory,
    packages: join(directory, "packages"),
    state: join(directory, "state"),
    run: join(directory, "run"),
    python: join(directory, "python"),
    terraform: join(directory, "terraform"),
  };
}
