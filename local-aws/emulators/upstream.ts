import { randomUUID } from "node:crypto";
import {
  Agent,
  type ClientRequest,
  request as httpRequest,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import { buffer } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import type { AwsResponse } from "../http";
import type { StreamedRequest, StreamedResponse } from "../streaming";

/** Headers that the front alone sends to an emulator; from a client they are never let through. */
const INTERNAL = {
  /** Holds a secret: the request is the front's own, and may do what no client may. */
  own: "x-local-aws-internal",
  /** The service that the front took the request for. */
  service: "x-local-aws-service",
} as const;

/** Headers of one connection (RFC 9110, 7.6.1), `expect`, which Node's server has answered, and our internal ones. */
const DROPPED_REQUEST_HEADERS = new Set([
  "connection",
  "expect",
  "keep-alive",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "upgrade",
  ...Object.values(INTERNAL),
]);

/** The emulators' own; and those that would let every web page read what they answer (ministack sends them always). */
const DROPPED_RESPONSE_HEADERS = /^(connection|keep-alive|date|server|access-control-.*)$/;

/** ministack closes a connection that was idle for 75 s; ours go first, so none is written to while it closes. */
const IDLE_MILLISECONDS = 60_000;

/**
 * How long objects may neither come nor go: whoever waits for one holds one of a few places. An emulator answers one
 * request at a time, and with a large one others wait for it.
 */
const SILENCE_MILLISECONDS = 120_000;

/** An emulator's HTTP address, and the ways to send it a request: buffered, as a stream, or passed through. */
export class Upstream {
  private readonly agent = new Agent({ keepAlive: true, timeout: IDLE_MILLISECONDS });

  constructor(
    readonly name: string,
    private readonly port: number,
    private readonly internalSecret: string,
    private readonly silence = SILENCE_MILLISECONDS,
  ) {}

  /**
   * Sends a request, whose body may be larger than memory, and has the whole answer in memory.
   * @param own whether it is a request of our own, which may do what no client may (events of `aws.*` sources).
   * @throws Error when the emulator doesn't answer.
   */
  async send(request: StreamedRequest, own = false): Promise<AwsResponse> {
    // Without a limit: an invocation answers nothing until it has ended.
    const response = await this.ask(request, own);
    return { ...response, body: await buffer(response.body) };
  }

  /**
   * Sends a request whose body, and whose answer's, may be larger than memory.
   * @param own as for `send`.
   * @throws Error when the emulator doesn't answer, or the request's body can't be read. The answer's body fails when
   * nothing comes for two minutes.
   */
  open(request: StreamedRequest, own = false): Promise<StreamedResponse> {
    return this.ask(request, own, this.silence);
  }

  private async ask(
    request: StreamedRequest,
    own: boolean,
    silenceMilliseconds?: number,
  ): Promise<StreamedResponse> {
    const { body } = request;
    const headers = Object.entries(request.headers).filter(
      ([name]) =>
        !DROPPED_REQUEST_HEADERS.has(name) && name !== "transfer-encoding" && name !== "content-length",
    );
    const query = request.query.size > 0 ? `?${request.query.toString()}` : "";
    const outgoing = httpRequest({
      agent: this.agent,
      host: "127.0.0.1",
      port: this.port,
      method: request.method,
      path: request.path + query,
      headers: {
        ...Object.fromEntries(headers),
        "content-length": Buffer.isBuffer(body) ? body.length : body.size,
        [INTERNAL.service]: request.service,
        ...(own ? { [INTERNAL.own]: this.internalSecret } : {}),
      },
    });
    const answered = responseTo(outgoing);
    if (Buffer.isBuffer(body)) {
      outgoing.end(body);
    } else {
      pipeline(body.chunks, outgoing).catch((error: unknown) => outgoing.destroy(error as Error));
    }
    if (silenceMilliseconds !== undefined) {
      endWhenSilent(outgoing, silenceMilliseconds, `${this.name} at ${request.method} ${request.path}`);
    }
    const response = await answered;
    return {
      status: response.statusCode ?? 502,
      headers: Object.fromEntries(
        pairs(response.rawHeaders)
          .map(([name, value]) => [name.toLowerCase(), value] as const)
          .filter(([name]) => !DROPPED_RESPONSE_HEADERS.test(name) && name !== "transfer-encoding"),
      ),
      body: response,
    };
  }

  /**
   * Passes a request and its answer through as they come, holding neither in memory.
   * @param service that the request is for.
   * @throws Error when the emulator breaks off; when nothing was answered yet, `outgoing.headersSent` is false.
   */
  async stream(incoming: IncomingMessage, outgoing: ServerResponse, service: string): Promise<void> {
    const forwarded = httpRequest({
      agent: this.agent,
      host: "127.0.0.1",
      port: this.port,
      method: incoming.method,
      path: incoming.url,
      headers: [...requestHeaders(incoming.rawHeaders), INTERNAL.service, service],
    });
    // A client that goes away takes its request with it, or an emulator would wait for the rest of the body.
    outgoing.once("close", () => {
      if (!outgoing.writableFinished) {
        forwarded.destroy();
      }
    });
    const answered = responseTo(forwarded);
    // An emulator may answer before it has read the body (an error): the answer counts, not the broken upload.
    pipeline(incoming, forwarded).catch((error: unknown) => forwarded.destroy(error as Error));
    const response = await answered;
    outgoing.writeHead(response.statusCode ?? 502, responseHeaders(response.rawHeaders));
    await pipeline(response, outgoing);
  }

  close(): void {
    this.agent.destroy();
  }
}

function responseTo(request: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    // Of every error, also after the answer has begun: one that nobody listens to would end this process.
    request.once("response", resolve).on("error", reject);
  });
}

/** Fails the request, or its answer's body, when not a byte of either comes or goes for so long. */
function endWhenSilent(request: ClientRequest, milliseconds: number, what: string): void {
  let response: IncomingMessage | undefined;
  request.once("response", (incoming) => (response = incoming));
  request.setTimeout(milliseconds, () =>
    (response ?? request).destroy(
      new Error(`Expected an answer of ${what}, got nothing for ${milliseconds / 1000} s.`),
    ),
  );
}

function requestHeaders(raw: readonly string[]): string[] {
  return pairs(raw)
    .filter(([name]) => !DROPPED_REQUEST_HEADERS.has(name.toLowerCase()))
    .flat();
}

function responseHeaders(raw: readonly string[]): string[] {
  const kept = pairs(raw).filter(([name]) => !DROPPED_RESPONSE_HEADERS.test(name.toLowerCase()));
  if (!kept.some(([name]) => name.toLowerCase() === "x-amzn-requestid")) {
    kept.push(["x-amzn-requestid", randomUUID()]);
  }
  return kept.flat();
}

function pairs(raw: readonly string[]): [name: string, value: string][] {
  return raw.flatMap((name, at) => (at % 2 === 0 ? [[name, raw[at + 1] ?? ""] as [string, string]] : []));
}
