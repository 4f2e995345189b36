import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/** A request that went through, and how it was answered. */
export interface Recorded {
  readonly method: string;
  /** With its query, decoded. */
  readonly path: string;
  readonly body: string;
  readonly status: number;
  /** Milliseconds since 1970, when it came in. */
  readonly at: number;
}

/** Stands between a client and a local AWS, changes nothing, and writes down what was asked. */
export class Recorder {
  private recorded: Recorded[] = [];

  private constructor(
    private readonly server: ReturnType<typeof createServer>,
    readonly endpoint: string,
  ) {}

  static async start(target: string): Promise<Recorder> {
    const server = createServer();
    await new Promise<void>((done, fail) => server.once("error", fail).listen(0, "127.0.0.1", done));
    const recorder = new Recorder(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    server.on("request", (incoming, outgoing) => {
      recorder.pass(incoming, outgoing, new URL(target)).catch((error: Error) => outgoing.destroy(error));
    });
    return recorder;
  }

  /** What was asked since the last time, in order. */
  take(): Recorded[] {
    const taken = this.recorded;
    this.recorded = [];
    return taken;
  }

  async stop(): Promise<void> {
    await new Promise<void>((done) => {
      this.server.close(() => done());
      this.server.closeAllConnections();
    });
  }

  private async pass(incoming: IncomingMessage, outgoing: ServerResponse, target: URL): Promise<void> {
    const at = Date.now();
    const body = await buffer(incoming);
    const { statusCode = 0, headers, answer } = await send(target, incoming, body);
    this.recorded.push({
      method: incoming.method ?? "",
      path: decodeURIComponent(incoming.url ?? ""),
      body: body.toString("utf8"),
      status: statusCode,
      at,
    });
    outgoing.writeHead(statusCode, headers).end(answer);
  }
}

async function send(target: URL, incoming: IncomingMessage, body: Buffer) {
  const response = await new Promise<IncomingMessage>((done, fail) => {
    httpRequest(
      {
        host: target.hostname,
        port: target.port,
        method: incoming.method,
        path: incoming.url,
        headers: { ...incoming.headers, host: target.host },
      },
      done,
    )
      .once("error", fail)
      .end(body);
  });
  const headers = Object.fromEntries(
    Object.entries(response.headers).filter(([name]) => name !== "transfer-encoding"),
  );
  return { statusCode: response.statusCode, headers, answer: await buffer(response) };
}
