import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { createSigningAuthority } from "../signature";
import { createCallers } from "./caller";
import { Clock } from "./clock";
import { createControl } from "./control";
import {
  EMULATOR_OF,
  installEmulators,
  makeTemporaryFolder,
  REMEDIES,
  startEmulator,
  Upstream,
  type EmulatorName,
  type EmulatorProcess,
} from "./emulators";
import { Front } from "./front";
import type { AwsHandler, Forward } from "./http";
import { createLambdaCodeSigning } from "./lambda";
import { createSigner, S3Objects } from "./signer";
import { ACCOUNT_ID, REGION, TEST_CREDENTIALS } from "./settings";

export interface LocalAwsOptions {
  /** Port of the endpoint; 0, the default, takes a free one. */
  readonly port?: number;
  /** Folder for the emulators' installation, logs and temporary files, such as `.local`. */
  readonly workspace: string;
  /** Python to install the emulators with; by default one is found on PATH. */
  readonly python?: string;
  /** Level of the emulators' logs in `<workspace>/logs`. @default "WARNING" */
  readonly logLevel?: "DEBUG" | "INFO" | "WARNING" | "ERROR";
  readonly onProgress?: (message: string) => void;
  /** Called by `POST /_local/keep`: from now on it must outlive who started it. Without it, that is refused. */
  readonly onKeep?: () => void;
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
  const onProgress = options.onProgress ?? (() => undefined);
  const clock = new Clock();
  const emulators = new Map<EmulatorName, EmulatorProcess>();
  const authority = await createSigningAuthority({ region: REGION, now: clock.now() });
  const rootCertificate = authority.rootCertificatePem;
  let running = false;
  const handlers: Record<string, AwsHandler> = {};

  const control = createControl({
    clock,
    keep: options.onKeep,
    health: () => ({
      status: running ? "running" : "starting",
      pid: process.pid,
      region: REGION,
      accountId: ACCOUNT_ID,
      services: [...new Set([...Object.keys(EMULATOR_OF), ...Object.keys(handlers)])].sort(),
      emulators: Object.fromEntries([...emulators.values()].map(({ name, version }) => [name, version])),
      clock: clock.now().toISOString(),
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
    rmSync(temporary, { recursive: true, force: true });
  };

  try {
    const python = await installEmulators(options);
    onProgress("Starting the emulators");
    const internalSecret = randomBytes(16).toString("hex");
    const start = async (name: EmulatorName, environment: Record<string, string>): Promise<void> => {
      const emulator = await startEmulator({ name, python, workspace: options.workspace, environment });
      emulators.set(name, emulator);
      upstreams.set(name, new Upstream(name, emulator.port, internalSecret));
    };
    const started = await Promise.allSettled([
      start("moto", motoEnvironment()),
      start(
        "ministack",
        ministackEnvironment({ endpoint, port: front.port, internalSecret, logLevel: options.logLevel }),
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
  const objects = new S3Objects(
    async (request) => requireUpstream(request.service).open(request, true),
    temporary,
  );
  const signer = createSigner({ accountId: ACCOUNT_ID, clock, authority, objects });
  handlers.signer = signer.handle;
  handlers.lambda = createLambdaCodeSigning({
    accountId: ACCOUNT_ID,
    clock,
    signer,
    forward: send(true),
    objects,
    trustedRoots: [authority.rootCertificate],
  }).handle;
  for (const { service, answer } of REMEDIES) {
    const before = handlers[service];
    handlers[service] = async (request) => (await before?.(request)) ?? (await answer(request, send(false)));
  }
  front.open({
    handlers,
    upstreamOf,
    forward: send(false),
    callerArnOf: createCallers(ACCOUNT_ID, send(false)),
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

function motoEnvironment(): Record<string, string> {
  return {
    MOTO_ACCOUNT_ID: ACCOUNT_ID,
    AWS_DEFAULT_REGION: REGION,
    AWS_ACCESS_KEY_ID: TEST_CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: TEST_CREDENTIALS.secretAccessKey,
  };
}

function ministackEnvironment(given: {
  endpoint: string;
  port: number;
  internalSecret: string;
  logLevel?: string;
}): Record<string, string> {
  const services = Object.keys(EMULATOR_OF).filter((service) => EMULATOR_OF[service] === "ministack");
  return {
    MINISTACK_ACCOUNT_ID: ACCOUNT_ID,
    MINISTACK_REGION: REGION,
    SERVICES: services.join(","),
    // What it tells clients to call, such as a queue's URL, and what its functions call, is the front.
    GATEWAY_PORT: String(given.port),
    MINISTACK_HOST: "127.0.0.1",
    AWS_ENDPOINT_URL: given.endpoint,
    AWS_ACCESS_KEY_ID: TEST_CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: TEST_CREDENTIALS.secretAccessKey,
    LOCAL_AWS_INTERNAL_SECRET: given.internalSecret,
    LOG_LEVEL: given.logLevel ?? "WARNING",
    // Listeners on fixed ports, and a sweep of the user's Docker containers, that nobody asked for.
    IOT_MTLS_ENABLED: "0",
    SFTP_ENABLED: "0",
    DOCKER_HOST: "unix:///nonexistent",
    LAMBDA_EXECUTOR: "local",
  };
}
