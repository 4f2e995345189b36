// Runs the local AWS in the foreground: node run.mjs local-aws/main.ts [--port N] [--workspace DIR] …
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { runningLocalAws } from "./address";
import { clientEnvironment, exportLines } from "./client-environment";
import { pinnedVersions } from "./emulators";
import { readFault } from "./faults";
import { deleteLocalState, prepareLocalState } from "./local-state";
import { startLocalAws, type LocalAwsOptions } from "./local-aws";
import { isAlive } from "./processes";
import { claimWorkspace, holderOfWorkspace } from "./run-file";
import { DEFAULT_PORT } from "./settings";
import { NOT_KEPT, StateDirectory } from "./state";

const USAGE = `Usage: npm run local-aws -- [options]
  --port N               port of the endpoint, 0 for a free one (default ${DEFAULT_PORT})
  --workspace DIR        folder for the installation, logs and temporary files (default .local)
  --state DIR            keep everything in this folder over restarts (default: nothing is kept)
  --fault JSON           what is to go wrong, such as '{"kind": "slow-jobs", "milliseconds": 10000}'; may be repeated
  --log-level LEVEL      of ministack's log: DEBUG, INFO, WARNING (default) or ERROR
  --until-stdin-closes   stop when standard input closes, unless POST /_local/keep came first
  --stop                 stop the local AWS of the workspace
  --help                 print this`;

const LOG_LEVELS = ["DEBUG", "INFO", "WARNING", "ERROR"] as const;
const STOP_MILLISECONDS = 20_000;

interface Arguments extends Omit<LocalAwsOptions, "state"> {
  readonly stateDirectory: string | undefined;
  readonly untilStdinCloses: boolean;
  readonly stop: boolean;
  readonly help: boolean;
}

function readArguments(): Arguments {
  const { values } = parseArgs({
    options: {
      port: { type: "string", default: String(DEFAULT_PORT) },
      workspace: { type: "string", default: ".local" },
      state: { type: "string" },
      fault: { type: "string", multiple: true, default: [] },
      "log-level": { type: "string", default: "WARNING" },
      "until-stdin-closes": { type: "boolean", default: false },
      stop: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const port = Number(values.port);
  if (!/^\d+$/.test(values.port) || port > 65_535) {
    throw new Error(`--port: expected a number from 0 to 65535, got: ${values.port}`);
  }
  const logLevel = LOG_LEVELS.find((level) => level === values["log-level"].toUpperCase());
  if (!logLevel) {
    throw new Error(`--log-level: expected one of ${LOG_LEVELS.join(", ")}, got: ${values["log-level"]}`);
  }
  if (values.state === "") {
    throw new Error("--state: expected a folder, got nothing");
  }
  return {
    port,
    workspace: values.workspace,
    stateDirectory: values.state,
    faults: values.fault.map(readFault),
    logLevel,
    untilStdinCloses: values["until-stdin-closes"],
    stop: values.stop,
    help: values.help,
  };
}

async function run(options: Arguments): Promise<void> {
  const claim = claimWorkspace(options.workspace);
  try {
    const state = openState(options);
    const terraform = terraformFolder(options.workspace);
    try {
      prepareLocalState(terraform, state).forEach(say);
      let outlivesStarter = !options.untilStdinCloses;
      const stopped = stopRequested(() => !outlivesStarter);
      const localAws = await Promise.race([
        startLocalAws({
          ...options,
          state,
          onProgress: say,
          onKeep: () => (outlivesStarter = true),
          resettables: [{ name: "Terraform's state", reset: () => void deleteLocalState(terraform) }],
        }),
        // While it still starts, nothing is lost by leaving at once: the emulators end when our pipes close.
        stopped.then((reason) => Promise.reject(new Error(`Stopped while starting: ${reason}`))),
      ]);
      try {
        const { endpoint, region, accountId } = localAws;
        claim.publish({ pid: process.pid, endpoint, region, accountId });
        process.stdout.write(exportLines(clientEnvironment({ endpoint, region })));
        if (state) {
          say(`It keeps its state in ${state.directory}, but not: ${NOT_KEPT.join("; ")}.`);
        }
        say(
          `The local AWS runs at ${endpoint}. Stop it with Ctrl-C, or \`npm run local-aws -- --stop\` elsewhere.`,
        );
        const end = await Promise.race([stopped, localAws.failed]);
        if (end instanceof Error) {
          throw end;
        }
      } finally {
        await localAws.stop();
      }
    } finally {
      state?.release();
    }
  } finally {
    claim.release();
  }
}

/** Where the stacks of the local environment have Terraform's state. */
const terraformFolder = (workspace: string): string => join(workspace, "state");

function openState({ stateDirectory, workspace }: Arguments): StateDirectory | undefined {
  if (stateDirectory === undefined) {
    return undefined;
  }
  if (resolve(stateDirectory) === resolve(terraformFolder(workspace))) {
    throw new Error(`--state: ${stateDirectory} is where Terraform's state is: name another folder.`);
  }
  return StateDirectory.open(stateDirectory, pinnedVersions());
}

function stopRequested(endsWithStdin: () => boolean): Promise<string> {
  return new Promise((done) => {
    process.once("SIGINT", () => done("interrupted"));
    process.once("SIGTERM", () => done("terminated"));
    process.once("SIGHUP", () => done("terminal closed"));
    if (endsWithStdin()) {
      process.stdin
        .once("close", () => {
          if (endsWithStdin()) {
            done("standard input closed");
          }
        })
        .resume();
    }
  });
}

async function stopRunning(workspace: string): Promise<void> {
  // The address is checked too: a process id may belong to somebody else by now.
  const running = await runningLocalAws(workspace);
  const pid = running?.pid ?? holderOfWorkspace(workspace);
  if (pid === undefined) {
    say(`No local AWS runs in "${workspace}".`);
    return;
  }
  if (!running) {
    throw new Error(`Process ${pid} holds "${workspace}" and doesn't answer: end it, if it is a local AWS.`);
  }
  process.kill(pid, "SIGTERM");
  const deadline = Date.now() + STOP_MILLISECONDS;
  while (isAlive(pid)) {
    if (Date.now() > deadline) {
      throw new Error(`The local AWS (process ${pid}) did not stop within ${STOP_MILLISECONDS / 1000} s.`);
    }
    await sleep(50);
  }
  say("The local AWS has stopped.");
}

function say(message: string): void {
  process.stderr.write(`${message}\n`);
}

async function main(): Promise<number> {
  let options: Arguments;
  try {
    options = readArguments();
  } catch (error) {
    say(`${(error as Error).message}\n${USAGE}`);
    return 2;
  }
  if (options.help) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  try {
    await (options.stop ? stopRunning(options.workspace) : run(options));
    return 0;
  } catch (error) {
    say((error as Error).message);
    return 1;
  }
}

void main().then((code) => process.exit(code));
