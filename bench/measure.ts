import { runCommand } from "../toolchain";

/** What a command cost, with all the processes that it started and waited for. */
export interface Measurement {
  readonly wallSeconds: number;
  /** User and system time of the whole process tree. */
  readonly cpuSeconds: number;
  /** Resident memory of the largest process at its peak, in MB of 10^6 bytes. */
  readonly peakMegabytes: number;
  readonly stdout: string;
}

export interface MeasuredCommand {
  readonly command: string;
  readonly args: readonly string[];
  /** @default the current directory */
  readonly cwd?: string;
  /** Added to this process's own environment; `undefined` takes a variable away. */
  readonly variables?: NodeJS.ProcessEnv;
}

/** Far above what any measured command takes: a command that hangs must not hold the bench for ever. */
const TIMEOUT_MS = 10 * 60_000;

/**
 * Node tells a process's own use of resources, never its children's; Python, which the project needs anyway, does.
 * The last line of its output is the measurement. `ru_maxrss` is in bytes on macOS and in kilobytes elsewhere.
 */
const WRAPPER = `
import json, resource, subprocess, sys, time
start = time.monotonic()
code = subprocess.run(sys.argv[1:]).returncode
wall = time.monotonic() - start
used = resource.getrusage(resource.RUSAGE_CHILDREN)
peak = used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
print("\\n" + json.dumps({"wallSeconds": wall, "cpuSeconds": used.ru_utime + used.ru_stime, "peakMegabytes": peak / 1e6}))
sys.exit(code if code >= 0 else 128 - code)
`;

/**
 * Runs commands to their end, one at a time, and measures each.
 * @throws CommandFailedError when a command fails, with the end of what it printed
 */
export class Meter {
  constructor(
    private readonly python: string,
    private readonly signal: AbortSignal,
  ) {}

  async measure({ command, args, cwd, variables }: MeasuredCommand): Promise<Measurement> {
    const { stdout } = await runCommand(this.python, ["-c", WRAPPER, command, ...args], {
      cwd,
      env: { ...shellEnvironment(), ...variables },
      timeoutMs: TIMEOUT_MS,
      signal: this.signal,
    });
    const lines = stdout.trimEnd().split("\n");
    const costs = JSON.parse(lines.pop() ?? "") as Omit<Measurement, "stdout">;
    return { ...costs, stdout: lines.join("\n").trimEnd() };
  }
}

/** As in a shell: what `npm run` adds would make the `npx` of another project look for its commands in ours. */
function shellEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("npm_")));
}

/** Measures by turns, A B A B, so that whatever else the machine does meets both alike. */
export async function byTurns<Name extends string>(
  runs: number,
  contestants: Record<Name, () => Promise<Measurement>>,
): Promise<Record<Name, Measurement[]>> {
  const names = Object.keys(contestants) as Name[];
  const results = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<
    Name,
    Measurement[]
  >;
  for (let run = 0; run < runs; run++) {
    for (const name of names) results[name].push(await contestants[name]());
  }
  return results;
}

/** The median of one of the figures, which a single disturbed run can't move. */
export function medianOf(
  measurements: readonly Measurement[],
  figure: "wallSeconds" | "cpuSeconds" | "peakMegabytes",
): number {
  return median(measurements.map((measurement) => measurement[figure]));
}

/** @throws Error for an empty list */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const [lower, upper] = [
    sorted[Math.floor((sorted.length - 1) / 2)],
    sorted[Math.ceil((sorted.length - 1) / 2)],
  ];
  if (lower === undefined || upper === undefined) throw new Error("Expected at least one value, got none");
  return (lower + upper) / 2;
}
