import { execFileSync } from "node:child_process";

/** Packs in a process of its own, with its own time zone and umask, and gives the ZIP's path. */
export function packInChild(options: {
  readonly what: "function" | "directory";
  readonly source: string;
  readonly output: string;
  readonly timeZone: string;
  readonly umask: string;
}): string {
  const { what, source, output, timeZone, umask } = options;
  const command = 'umask "$1"; shift; exec "$@"';
  const driver = [process.execPath, "run.mjs", "__tests__/packaging/pack-driver.ts", what, source, output];
  return execFileSync("sh", ["-c", command, "sh", umask, ...driver], {
    encoding: "utf8",
    env: { ...process.env, TZ: timeZone },
    timeout: 60_000,
  }).trim();
}
