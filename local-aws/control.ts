import type { IncomingMessage } from "node:http";
import type { AuditLog } from "./audit";
import { readSetting } from "./body";
import type { Clock } from "./clock";
import { type Faults, faultsControl } from "./faults";
import { json, type AwsResponse } from "./http";

/** Answers the local AWS's own endpoints, those under `/_local/`. */
export type Control = (incoming: IncomingMessage, path: string) => Promise<AwsResponse>;

/** What `GET /_local/health` answers. */
export interface Health {
  readonly status: "starting" | "running";
  /** Process that runs the front. */
  readonly pid: number;
  readonly region: string;
  readonly accountId: string;
  readonly services: readonly string[];
  /** Versions by emulator. */
  readonly emulators: Readonly<Record<string, string>>;
  /** The local AWS's time, ISO 8601. */
  readonly clock: string;
  /** File of the audit log. */
  readonly auditLog: string;
  /** PEM of the root that the local Signer's certificates end at. */
  readonly rootCertificate: string;
}

export interface ControlOptions {
  readonly clock: Clock;
  readonly faults: Faults;
  readonly auditLog: Pick<AuditLog, "latest">;
  readonly health: () => Health;
  /** PEM of the keys that sign for devices, by algorithm. */
  readonly devicePublicKeys?: () => Promise<Readonly<Record<string, string>>>;
  /** Lets the local AWS outlive who started it, where it can. */
  readonly keep?: () => void;
  /** Makes the local AWS forget all that it has, on disk too. */
  readonly reset?: () => Promise<void>;
}

/** Each of its endpoints, as method and path. */
const ROUTES = [
  "GET /_local/health",
  "GET /_local/root-certificate",
  "GET /_local/device-public-keys",
  "GET /_local/audit",
  "GET, POST or DELETE /_local/faults",
  "POST /_local/clock",
  "POST /_local/keep",
  "POST /_local/reset",
];

export function createControl(options: ControlOptions): Control {
  const { clock, faults, auditLog, health, keep, reset } = options;
  return async (incoming, path) => {
    const onFaults = await faultsControl(faults, incoming, path);
    if (onFaults) {
      return onFaults;
    }
    const route = `${incoming.method} ${path}`;
    switch (route) {
      case "GET /_local/health":
        return json(health().status === "running" ? 200 : 503, health());
      case "GET /_local/root-certificate":
        return {
          status: 200,
          headers: { "content-type": "application/x-pem-file" },
          body: Buffer.from(health().rootCertificate),
        };
      case "GET /_local/device-public-keys":
        return health().status === "starting"
          ? json(503, { error: "The local AWS is still starting: there are no keys yet." })
          : json(200, (await options.devicePublicKeys?.()) ?? {});
      case "GET /_local/audit":
        return jsonLines(auditLog.latest());
      case "POST /_local/clock":
        return setForward(clock, incoming);
      case "POST /_local/keep":
        return letItOutlive(keep);
      case "POST /_local/reset":
        return forget(reset, health().status);
      default:
        return json(404, {
          error: `Expected ${ROUTES.slice(0, -1).join(", ")} or ${ROUTES.at(-1)}, got: ${route}`,
        });
    }
  };
}

const jsonLines = (records: readonly unknown[]): AwsResponse => ({
  status: 200,
  headers: { "content-type": "application/x-ndjson" },
  body: Buffer.from(records.map((record) => `${JSON.stringify(record)}\n`).join("")),
});

function letItOutlive(keep: (() => void) | undefined): AwsResponse {
  if (!keep) {
    return json(409, { error: "This local AWS runs inside the process that started it, and ends with it." });
  }
  keep();
  return json(200, { kept: true });
}

async function forget(
  reset: (() => Promise<void>) | undefined,
  status: Health["status"],
): Promise<AwsResponse> {
  if (!reset || status === "starting") {
    return json(503, { error: "The local AWS is still starting: there is nothing to reset." });
  }
  try {
    await reset();
    return json(200, { reset: true });
  } catch (error) {
    return json(500, { error: (error as Error).message });
  }
}

async function setForward(clock: Clock, incoming: IncomingMessage): Promise<AwsResponse> {
  try {
    const { forwardMilliseconds } = JSON.parse(await readSetting(incoming)) as {
      forwardMilliseconds?: unknown;
    };
    if (typeof forwardMilliseconds !== "number") {
      throw new TypeError(`Expected {"forwardMilliseconds": <number>}, got: ${typeof forwardMilliseconds}`);
    }
    clock.setForward(forwardMilliseconds);
    return json(200, { clock: clock.now().toISOString() });
  } catch (error) {
    return json(400, { error: `The clock was not set. ${(error as Error).message}` });
  }
}
