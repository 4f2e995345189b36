import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { openAuditLog } from "./audit";
import { Clock } from "./clock";
import { createControl } from "./control";
import {
  EMULATOR_OF,
  installEmulators,
  makeTemporaryFolder,
  ministackEnvironment,
  motoEnvironment,
  resetEmulator,
  startEmulator,
  Upstream,
  type EmulatorName,
  type EmulatorProcess,
} from "./emulators";
import { type Fault, Faults } from "./faults";
import { Front } from "./front";
import type { AwsHandler, Forward } from "./http";
import { createServices, type Services } from "./services";
import { ACCOUNT_ID, REGION } from "./settings";
import { InMemoryState, resetAll, type Resettable, type State } from "./state";
import type { ForwardStream } from "./streaming";

export interface LocalAwsOptions {
  /** Port of the endpoint; 0, the default, takes a free one. */
  readonly port?: number;
  /** Folder for the emulators' installation, logs and temporary files, such as `.local`. */
  readonly workspace: string;
  /** What it remembers; released when it has stopped. @default in memory, until it stops */
  readonly state?: State;
  /** Python to install the emulators with; by default one is found on PATH. */
  readonly python?: string;
  /** Level of ministack's log in `<workspace>/logs`. @default "WARNING" */
  readonly logLevel?: "DEBUG" | "INFO" | "WARNING" | "ERROR";
  readonly onProgress?: (message: string) => void;
  /** Called by `POST /_local/keep`: from now on it must outlive who started it. Without it, that is refused. */
  readonly onKeep?: () => void;
  /** What is to go wrong from the start; `POST /_local/faults` adds more. */
  readonly faults?: readonly Fault[];
  /** What else `POST /_local/reset` makes forget. */
  readonly resettables?: readonly Resettable[];
}

export interface LocalAws {
  /** What clients take as `AWS_ENDPOINT_URL`, such as `http://127.0.0.1:4599`. */
  readonly endpoint: string;
  readonly region: string;
  readonly accountId: string;
  /** The time that signatures are made and judged at; it can be set forward. */
  readonly clock: Clock;
  /** PEM of the root that the local Signer's certificates end at. */
  readonly rootCertificate: string;
  /** Settles when an emulator ends by itself. */
  readonly failed: Promise<Error>;
  /** Ends every process that was started and frees every port. */
  stop(): Promise<void>;
}

/**
 * Starts the local AWS: installs the emulators when they aren't, starts them behind one front, and waits until all
 * of it answers. Whatever was started ends with this process, however that ends.
 * @throws Error when the port is taken, the installation fails or an emulator doesn't start; nothing is left running.
 */
export async function startLocalAws(options: LocalAwsOptions): Promise<LocalAws> {
  const state = options.state ?? new InMemoryState();
  try {
    return await start(options, state);
  } catch (error) {
    state.release();
    throw error;
  }
}

async function start(options: LocalAwsOptions, state: State): Promise<LocalAws> {
  const onProgress = options.onProgress ?? (() => undefined);
  const clock = new Clock(() => state.store("clock"));
  const emulators = new Map<EmulatorName, EmulatorProcess>();
  const authority = await state.authority({ region: REGION, now: clock.now() });
  const rootCertificate = authority.rootCertificatePem;
  const handlers: Record<string, AwsHandler> = {};
  let running = false;
  let resetting: Promise<void> = Promise.resolve();
  const faults = new Faults(options.faults);
  const auditLog = openAuditLog(join(options.workspace, "logs", "audit.jsonl"));

  const control = createControl({
    clock,
    faults,
    auditLog,
    devicePublicKeys: () => current.devicePublicKeys(),
    keep: options.onKeep,
    reset: () => (resetting = resetting.catch(() => undefined).then(reset)),
    health: () => ({
      status: running ? "running" : "starting",
      pid: process.pid,
      region: REGION,
      accountId: ACCOUNT_ID,
      services: [...new Set([...Object.keys(EMULATOR_OF), ...Object.keys(handlers)])].sort(),
      emulators: Object.fromEntries([...emulators.values()].map(({ name, version }) => [name, version])),
      clock: clock.now().toISOString(),
      auditLog: auditLog.file,
      rootCertificate,
    }),
  });
  // Before anything is started: a port that is taken must cost nothing.
  const front = await Front.listen({ port: options.port ?? 0, region: REGION, control });
  const endpoint = `http://127.0.0.1:${front.port}`;
  const upstreams = new Map<EmulatorName, Upstream>();
  const temporary = makeTemporaryFolder(options.workspace, "objects");
  let stopping = false;
  const stop = async (): Promise<void> => {
    stopping = true;
    await front.close();
    upstreams.forEach((upstream) => upstream.close());
    await Promise.all([...emulators.values()].map((emulator) => emulator.stop()));
    await auditLog.close();
    rmSync(temporary, { recursive: true, force: true });
    state.release();
  };

  try {
    const python = await installEmulators(options);
    onProgress("Starting the emulators");
    const internalSecret = randomBytes(16).toString("hex");
    const startOne = async (name: EmulatorName, environment: Record<string, string>): Promise<void> => {
      const emulator = await startEmulator({ name, python, workspace: options.workspace, environment });
      emulators.set(name, emulator);
      upstreams.set(name, new Upstream(name, emulator.port, internalSecret));
    };
    const started = await Promise.allSettled([
      startOne("moto", motoEnvironment({ stateFolder: state.emulatorFolder("moto") })),
      startOne(
        "ministack",
        ministackEnvironment({
          endpoint,
          port: front.port,
          internalSecret,
          logLevel: options.logLevel,
          stateFolder: state.emulatorFolder("ministack"),
        }),
      ),
    ]);
    for (const result of started) {
      if (result.status === "rejected") {
        throw result.reason;
      }
    }
  } catch (error) {
    await stop();
    throw error;
  }

  const upstreamOf = (service: string): Upstream | undefined =>
    Object.hasOwn(EMULATOR_OF, service) ? upstreams.get(EMULATOR_OF[service]!) : undefined;
  const requireUpstream = (service: string): Upstream => {
    const upstream = upstreamOf(service);
    if (!upstream) {
      throw new Error(`No emulator answers for "${service}"`);
    }
    return upstream;
  };
  const send =
    (own: boolean): Forward =>
    async (request) =>
      requireUpstream(request.service).send(request, own);
  const forwardObjects: ForwardStream = async (request) =>
    requireUpstream(request.service).open(request, true);
  const newServices = (): Services =>
    createServices({
      state,
      clock,
      authority,
      forwardOwn: send(true),
      forward: send(false),
      forwardObjects,
      temporary,
      faults,
      auditLog,
    });
  let current = newServices();
  /** Those of after a reset, where one is under way. */
  const settled = async (): Promise<Services> => {
    await resetting.catch(() => undefined);
    return current;
  };
  for (const service of Object.keys(current.handlers)) {
    handlers[service] = async (request) => (await settled()).handlers[service]!(request);
  }

  /** Jobs that run end first, so that nothing of theirs comes after. */
  async function reset(): Promise<void> {
    await current.end();
    try {
      await resetAll([
        ...[...emulators.values()].map((emulator) => ({
          name: emulator.name,
          reset: () => resetEmulator(emulator),
        })),
        { name: "records", reset: () => state.empty() },
        { name: "faults", reset: () => faults.clear() },
        ...(options.resettables ?? []),
      ]);
    } finally {
      current = newServices();
    }
  }

  front.open({
    handlers,
    upstreamOf,
    forward: send(false),
    callerArnOf: async (accessKeyId, region) => (await settled()).callerArnOf(accessKeyId, region),
    faultOf: (request) => current.faultOf(request),
    onAnswered: (request, response) => current.onAnswered(request, response),
  });
  running = true;
  const failed = new Promise<Error>((done) => {
    for (const { name, ended } of emulators.values()) {
      void ended.then(() => {
        if (!stopping) {
          done(new Error(`${name} ended by itself: see ${options.workspace}/logs/${name}.log`));
        }
      });
    }
  });
  return { endpoint, region: REGION, accountId: ACCOUNT_ID, clock, rootCertificate, failed, stop };
}
