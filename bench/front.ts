import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { Agent, type IncomingMessage, request as httpRequest } from "node:http";
import { join } from "node:path";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { startLocalAws } from "../local-aws";
import type { Bench, Row } from "./bench";
import { median } from "./measure";
import { clientOf, ownWorkspace } from "./own-local-aws";

const MOST_MILLISECONDS = 2;
/** Of each kind, to each of the two ports. */
const REQUESTS = 500;
const WARM_UP = 50;

interface Kind {
  readonly what: string;
  readonly service: string;
  readonly method: string;
  readonly path: string;
  readonly body?: string;
}

const KINDS: readonly Kind[] = [
  { what: "S3 HeadObject", service: "s3", method: "HEAD", path: "/front/object" },
  {
    what: "STS GetCallerIdentity",
    service: "sts",
    method: "POST",
    path: "/",
    body: "Action=GetCallerIdentity&Version=2011-06-15",
  },
  // The front has it understood, checked and its answer completed by its own part of Lambda.
  { what: "Lambda ListFunctions", service: "lambda", method: "GET", path: "/2015-03-31/functions" },
];

/** What the front adds to a request that an emulator answers: the same request to both ports, by turns. */
export async function front({ directory, progress }: Bench): Promise<Row[]> {
  const workspace = await ownWorkspace(join(directory, "front"));
  progress("starting a local AWS");
  const localAws = await startLocalAws({ workspace: workspace.directory });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const s3 = new S3Client({ ...clientOf(localAws.endpoint), forcePathStyle: true });
  try {
    const frontPort = Number(new URL(localAws.endpoint).port);
    const emulator = await portBehind(async () => {
      await s3.send(new CreateBucketCommand({ Bucket: "front" }));
    }, frontPort);
    await s3.send(new PutObjectCommand({ Bucket: "front", Key: "object", Body: "x" }));

    const rows: Row[] = [];
    for (const kind of KINDS) {
      progress(`${kind.what}, through the front and past it`);
      const ports = { front: frontPort, emulator };
      const times: Record<keyof typeof ports, number[]> = { front: [], emulator: [] };
      for (let run = -WARM_UP; run < REQUESTS; run++) {
        for (const way of ["front", "emulator"] as const) {
          const taken = await timeOf(agent, ports[way], kind);
          if (run >= 0) times[way].push(taken);
        }
      }
      const added = median(times.front) - median(times.emulator);
      rows.push({
        what: `${kind.what} through the front against the emulator's own port`,
        ours: milliseconds(median(times.front)),
        peer: milliseconds(median(times.emulator)),
        ratio: median(times.emulator) / median(times.front),
        target: { text: `≤ ${MOST_MILLISECONDS} ms more`, met: added <= MOST_MILLISECONDS },
      });
    }
    return rows;
  } finally {
    s3.destroy();
    agent.destroy();
    await localAws.stop();
  }
}

/** The port of the emulator that the front passes a request on to: both run in this process. */
async function portBehind(send: () => Promise<void>, frontPort: number): Promise<number> {
  const ports = new Set<number | undefined>();
  const onAnswer = (message: unknown): void => {
    ports.add((message as { response: IncomingMessage }).response.socket.remotePort);
  };
  subscribe("http.client.response.finish", onAnswer);
  try {
    await send();
  } finally {
    unsubscribe("http.client.response.finish", onAnswer);
  }
  ports.delete(frontPort);
  const [port, ...others] = ports;
  if (port === undefined || others.length > 0) {
    throw new Error(
      `Expected one emulator behind the front, got the ports: ${[...ports].join(", ") || "none"}`,
    );
  }
  return port;
}

/** Milliseconds from the request to the end of its answer. @throws Error unless it is answered with 200 */
function timeOf(agent: Agent, port: number, { service, method, path, body }: Kind): Promise<number> {
  const start = performance.now();
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      {
        agent,
        host: "127.0.0.1",
        port,
        method,
        path,
        headers: {
          authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`,
          // What the front tells an emulator; from a client it lets none through.
          "x-local-aws-service": service,
          ...(body === undefined ? {} : { "content-type": "application/x-www-form-urlencoded" }),
        },
      },
      (response) => {
        response.once("error", reject).resume();
        response.once("end", () => {
          if (response.statusCode === 200) resolve(performance.now() - start);
          else
            reject(new Error(`Expected ${service} ${path} to answer with 200, got: ${response.statusCode}`));
        });
      },
    );
    outgoing.once("error", reject).end(body);
  });
}

const milliseconds = (value: number): string => `${value.toFixed(2)} ms`;
