import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { requirePython } from "../../toolchain";

export interface InstallOptions {
  /** Folder to install into, as `<workspace>/python`. */
  readonly workspace: string;
  /** Python to make the virtual environment with; by default one is found on PATH. */
  readonly python?: string;
  /** Hears of every step; the whole takes about a minute. */
  readonly onProgress?: (message: string) => void;
  /** Stops it at once; what was installed so far is removed. */
  readonly signal?: AbortSignal;
}

const LONGEST_MILLISECONDS = 15 * 60_000;

/**
 * Installs the emulators into a virtual environment of their own, from a list that pins every package by its hash.
 * Does nothing when they are installed already. Two processes may call it at once, and one may be killed.
 * @returns the path of the virtual environment's Python.
 * @throws Error when no Python fits, or with pip's last lines; the signal's reason when that aborts.
 */
export async function installEmulators({ workspace, ...options }: InstallOptions): Promise<string> {
  return installPythonPackages({
    ...options,
    what: "the emulators",
    folder: resolve(workspace, "python"),
    requirements: resolve("local-aws", "emulators", "requirements.txt"),
  });
}

export interface PythonPackagesOptions extends Omit<InstallOptions, "workspace"> {
  /** What is installed, as messages name it, such as "the emulators". */
  readonly what: string;
  /** Folder that becomes the virtual environment. */
  readonly folder: string;
  /** File of `--hash`ed packages, complete with all that they need. */
  readonly requirements: string;
}

/** As `installEmulators`, for any list of packages into any folder. */
export async function installPythonPackages(options: PythonPackagesOptions): Promise<string> {
  const { what, folder, requirements } = options;
  const list = readFileSync(requirements);
  const stamp = createHash("sha256").update(list).digest("hex");
  const installed = join(folder, "bin", "python");
  const stampFile = join(folder, "requirements.sha256");
  if (existsSync(installed) && existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp) {
    return installed;
  }
  options.signal?.throwIfAborted();
  const python = options.python ?? (await requirePython());
  const packages = list.toString("utf8").match(/^\S+==/gm)?.length ?? 0;
  await runInstaller([resolve("local-aws", "emulators", "install.py"), folder, requirements, stamp, what], {
    what,
    python,
    packages,
    onProgress: options.onProgress ?? (() => undefined),
    signal: options.signal,
  });
  return installed;
}

interface InstallerOptions {
  readonly what: string;
  readonly python: string;
  /** How many the list names. */
  readonly packages: number;
  readonly onProgress: (message: string) => void;
  readonly signal?: AbortSignal;
}

async function runInstaller(
  args: readonly string[],
  { what, python, packages, onProgress, signal }: InstallerOptions,
): Promise<void> {
  const child = spawn(python, ["-I", ...args], {
    stdio: ["pipe", "pipe", "pipe"],
    timeout: LONGEST_MILLISECONDS,
  });
  child.stdin.on("error", () => undefined);
  const lastLines: string[] = [];
  let total = packages;
  let collected = 0;
  const hear = (line: string): void => {
    lastLines.push(line);
    lastLines.splice(0, lastLines.length - 8);
    if (line.startsWith("Ignoring ")) {
      total -= 1;
    } else if (line.startsWith("Collecting ")) {
      collected += 1;
      onProgress(`Fetching ${what}: ${collected} of ${total} packages`);
    } else if (line.startsWith("Installing collected packages")) {
      onProgress(`Installing ${what}`);
    } else if (/^(Making|Waiting) /.test(line)) {
      onProgress(line);
    }
  };
  createInterface(child.stdout).on("line", hear);
  createInterface(child.stderr).on("line", hear);
  // It has a session of its own, which a signal to it alone wouldn't reach; its end of this pipe does.
  const abort = (): void => void child.stdin.destroy();
  signal?.addEventListener("abort", abort);
  if (signal?.aborted) {
    abort();
  }
  const code = await new Promise<number | null>((done, fail) =>
    child.once("error", fail).once("close", done),
  ).finally(() => signal?.removeEventListener("abort", abort));
  signal?.throwIfAborted();
  if (code !== 0) {
    throw new Error(
      `Installing ${what} failed (${python} ended with ${code ?? "a signal"}). Check that the Python package ` +
        `index can be reached, then try again. The last lines:\n${lastLines.join("\n")}`,
    );
  }
}
