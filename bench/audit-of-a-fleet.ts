import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { installPythonPackages } from "../local-aws/emulators/install";
import { workspace } from "../toolchain";
import type { Bench, Row } from "./bench";
import { compiledCommand } from "./compiled-command";
import { FLEET_REGION, type FleetStandIn, startFleetStandIn } from "./fleet-stand-in";
import type { Measurement } from "./measure";
import { megabytes, seconds } from "./table";

const FUNCTIONS = 10_000;
/** Lambda's own limit for its control plane; Signer's is not published: the same is taken. */
const REQUESTS_PER_SECOND = 15;
/** As near as the network is to a Region. */
const LATENCY_MS = 30;
/** What the loop is timed on; its time for all is extrapolated. */
const LOOP_FUNCTIONS = 100;
const LEAST_TIMES_FASTER = 10;
const MOST_MEGABYTES = 250;
const LISTINGS = new Set([
  ...["ListFunctions", "ListCodeSigningConfigs", "ListFunctionsByCodeSigningConfig", "ListSigningJobs"],
]);

/** `audit` of a large fleet against the loop over the AWS CLI that one writes otherwise, and what killing it costs. */
export async function auditOfAFleet(bench: Bench): Promise<Row[]> {
  const { directory, progress } = bench;
  const folder = join(directory, "audit-of-a-fleet");
  await mkdir(folder, { recursive: true });
  const aws = await awsCli(bench);
  const main = await compiledCommand(bench, folder);
  // Findings of a made-up fleet are no failure of the run.
  const policy = join(folder, "policy.json");
  await writeFile(policy, JSON.stringify({ version: 1, level: "audit" }));

  const standIn = await startFleetStandIn({
    functions: FUNCTIONS,
    requestsPerSecond: REQUESTS_PER_SECOND,
    latencyMs: LATENCY_MS,
  });
  try {
    const variables = environment(folder, standIn);
    const audit = (name: string, ...more: readonly string[]) => [
      ...[
        main,
        "audit",
        "--output",
        "json",
        "--output-file",
        join(folder, `${name}.json`),
        "--policy",
        policy,
      ],
      ...["--expires-within", "2027-01-31", "--quiet", ...more],
    ];
    progress(`signed-lambda audit of ${FUNCTIONS} functions on a stand-in that throttles`);
    const ours = await bench.meter.measure({ command: process.execPath, args: audit("whole"), variables });
    const calls = new Map(standIn.answered);

    progress("the same, killed half-way, and called again");
    standIn.answered.clear();
    await killHalfWay(audit("killed"), variables, standIn, sumOf(calls) / 2);
    const resumed = await bench.meter.measure({
      command: process.execPath,
      args: audit("resumed"),
      variables,
    });
    const isSame = (await answer(folder, "whole")) === (await answer(folder, "resumed"));

    progress(`the loop over the AWS CLI, on ${LOOP_FUNCTIONS} functions`);
    const peer = await loop(bench, aws, variables);
    const peerSeconds = (peer.wallSeconds / LOOP_FUNCTIONS) * FUNCTIONS;

    const beyond = [...calls]
      .filter(([name]) => !LISTINGS.has(name))
      .reduce((sum, [, count]) => sum + count, 0);
    const peak = Math.max(ours.peakMegabytes, resumed.peakMegabytes);
    return [
      {
        what: `signed-lambda audit of ${FUNCTIONS} functions, one run, against a shell loop over the AWS CLI, extrapolated from ${LOOP_FUNCTIONS}: wall`,
        ours: seconds(ours.wallSeconds),
        peer: seconds(peerSeconds),
        ratio: peerSeconds / ours.wallSeconds,
        target: {
          text: `≥ ${LEAST_TIMES_FASTER} times`,
          met: peerSeconds >= ours.wallSeconds * LEAST_TIMES_FASTER,
        },
      },
      {
        what: `  its calls to the stand-in for AWS beyond ${sumOf(calls) - beyond} pages of listings`,
        ours: String(beyond),
        peer: String(FUNCTIONS),
        target: { text: "≤ 1 a function", met: beyond <= FUNCTIONS },
      },
      {
        what: "  its memory at the peak",
        ours: megabytes(peak),
        target: { text: `< ${MOST_MEGABYTES} MB`, met: peak < MOST_MEGABYTES },
      },
      {
        what: `  killed half-way: the rest took ${seconds(resumed.wallSeconds)}; its answer`,
        ours: isSame ? "the same" : "another",
        target: { text: "the same", met: isSame },
      },
    ];
  } finally {
    await standIn.stop();
  }
}

const sumOf = (counts: ReadonlyMap<string, number>): number =>
  [...counts.values()].reduce((sum, count) => sum + count, 0);

async function awsCli({ signal, progress }: Bench): Promise<string> {
  const folder = join(workspace().directory, "awscli");
  await installPythonPackages({
    what: "the AWS CLI",
    folder,
    requirements: join(workspace().root, "conformance", "requirements.txt"),
    onProgress: progress,
    signal,
  });
  return join(folder, "bin", "aws");
}

const environment = (folder: string, { endpoint }: FleetStandIn): NodeJS.ProcessEnv => ({
  AWS_ENDPOINT_URL: endpoint,
  AWS_REGION: FLEET_REGION,
  AWS_DEFAULT_REGION: FLEET_REGION,
  AWS_ACCESS_KEY_ID: "stand-in",
  AWS_SECRET_ACCESS_KEY: "stand-in",
  AWS_CONFIG_FILE: join(folder, "none"),
  AWS_SHARED_CREDENTIALS_FILE: join(folder, "none"),
  AWS_PROFILE: undefined,
  AWS_SESSION_TOKEN: undefined,
  AWS_MAX_ATTEMPTS: undefined,
  XDG_STATE_HOME: join(folder, "state"),
});

async function killHalfWay(
  args: readonly string[],
  variables: NodeJS.ProcessEnv,
  standIn: FleetStandIn,
  half: number,
): Promise<void> {
  const child = spawn(process.execPath, args, { env: { ...process.env, ...variables }, stdio: "ignore" });
  let hasEnded = false;
  const ended = once(child, "exit").then(() => (hasEnded = true));
  while (!hasEnded && sumOf(standIn.answered) < half) await sleep(20);
  child.kill("SIGKILL");
  await ended;
}

/** All of a report but when it was made. */
async function answer(folder: string, name: string): Promise<string> {
  const report = JSON.parse(await readFile(join(folder, `${name}.json`), "utf8")) as object;
  return JSON.stringify({ ...report, generatedAt: undefined, startedAt: undefined });
}

function loop({ meter }: Bench, aws: string, variables: NodeJS.ProcessEnv): Promise<Measurement> {
  const names = Array.from({ length: LOOP_FUNCTIONS }, (_, index) => `fleet-${index}`).join(" ");
  const script = `for name in ${names}; do "$0" lambda get-function-code-signing-config --function-name "$name" || exit; done`;
  return meter.measure({ command: "sh", args: ["-c", script, aws], variables });
}
