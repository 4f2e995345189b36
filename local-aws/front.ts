import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { awsError, type AwsError } from "./aws-error";
import type { Control } from "./control";
import type { Upstream } from "./emulators";
import type { AwsHandler, AwsRequest, AwsResponse, Forward } from "./http";
import { refusalOf } from "./loopback-only";
import { destinationOf, type Destination } from "./routing";

/** Who answers what, once everything behind the front has started. */
export interface Routes {
  /** By SigV4 signing name. A handler that answers `undefined` leaves the request to the emulator. */
  readonly handlers: Readonly<Record<string, AwsHandler>>;
  readonly upstreamOf: (service: string) => Upstream | undefined;
  readonly forward: Forward;
  /** An answer in place of the service's own: a fault that was asked for. */
  readonly faultOf?: (
    request: Pick<AwsRequest, "service" | "method" | "path" | "query" | "headers">,
  ) => AwsResponse | undefined;
  /** Hears of every request that a handler's service answered. */
  readonly onAnswered?: (request: AwsRequest, response: AwsResponse) => void;
  /** Caller's ARN for an access key. */
  readonly callerArnOf: (accessKeyId: string | undefined, region: string) => Promise<string>;
}

export interface FrontOptions {
  /** 0 takes a free one. */
  readonly port: number;
  /** Region of requests that name none. */
  readonly region: string;
  readonly control: Control;
}

/**
 * Largest body that is held in memory. Lambda's own limit for a request is 70,167,211 bytes (a 50 MB package in
 * base64); S3's bodies are passed on as streams and know no limit here.
 */
const LARGEST_BUFFERED_BODY = 80 * 1024 * 1024;

/** The one address of the local AWS: an HTTP server on the loopback interface that finds who answers a request. */
export class Front {
  private routes: Routes | undefined;

  private constructor(
    private readonly server: Server,
    private readonly options: FrontOptions,
  ) {
    server.on("request", (request, response) => {
      this.answer(request, response).catch((error: unknown) => {
        // Broken off half-way, by the client or by an emulator: nothing more can be said on this connection.
        response.destroy(error as Error);
      });
    });
  }

  /**
   * Takes the port, and answers "starting" until `open` is called.
   * @throws Error that names the port when it is taken.
   */
  static async listen(options: FrontOptions): Promise<Front> {
    // SDKs keep connections for reuse longer than Node's 5 s, and fail on one that closes while they write.
    const server = createServer({ keepAliveTimeout: 65_000 });
    await new Promise<void>((done, fail) => {
      server.once("error", (error: NodeJS.ErrnoException) => fail(listenError(error, options.port)));
      server.listen(options.port, "127.0.0.1", done);
    });
    return new Front(server, options);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  open(routes: Routes): void {
    this.routes = routes;
  }

  async close(): Promise<void> {
    await new Promise<void>((done) => {
      this.server.close(() => done());
      this.server.closeAllConnections();
    });
  }

  private async answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const refusal = refusalOf(incoming.headers);
    if (refusal !== undefined) {
      return reply(
        outgoing,
        awsError("", undefined, { status: 403, code: "AccessDenied", message: refusal }),
      );
    }
    const [path, query] = splitUrl(incoming.url ?? "/");
    if (!path.startsWith("/")) {
      return reply(
        outgoing,
        awsError("", undefined, {
          status: 400,
          code: "InvalidRequest",
          message: `Expected a path that starts with a slash, got: ${path}`,
        }),
      );
    }
    if (path.startsWith("/_local/")) {
      return reply(outgoing, await this.options.control(incoming, path));
    }
    const destination = isCodeDownload(incoming.method, path)
      ? { service: "lambda", region: undefined, accessKeyId: undefined }
      : destinationOf({ headers: incoming.headers, query });
    const failWith = (error: AwsError): void =>
      reply(outgoing, awsError(destination?.service ?? "", incoming.headers["content-type"], error));

    if (!this.routes) {
      return failWith({
        status: 503,
        code: "ServiceUnavailable",
        message: "The local AWS is still starting.",
      });
    }
    if (isEmulatorsOwn(path) && !isCodeDownload(incoming.method, path)) {
      return failWith({ status: 403, code: "AccessDenied", message: `No AWS service has the path ${path}.` });
    }
    if (!destination) {
      return failWith({
        status: 400,
        code: "MissingAuthenticationToken",
        message:
          "The local AWS can't tell which service this request is for: expected a SigV4 signature " +
          '(…/<date>/<region>/<service>/aws4_request), got none. Sign it, with any credentials ("test" will do).',
      });
    }
    try {
      await this.route(incoming, outgoing, destination, [path, query], this.routes, failWith);
    } catch (error) {
      if (outgoing.headersSent || outgoing.destroyed) {
        throw error;
      }
      const { message } = error as Error;
      failWith({
        // Not 500: SDKs would repeat a call that fails every time, and Terraform would do so for minutes.
        status: 400,
        code: "LocalAwsFailure",
        message: `The local AWS failed at ${incoming.method} ${path} of ${destination.service}: ${message}`,
      });
    }
  }

  private async route(
    incoming: IncomingMessage,
    outgoing: ServerResponse,
    destination: Destination,
    [path, query]: [string, URLSearchParams],
    routes: Routes,
    failWith: (error: AwsError) => void,
  ): Promise<void> {
    const { service } = destination;
    const region = destination.region ?? this.options.region;
    // A download is no operation of the service.
    const handler =
      Object.hasOwn(routes.handlers, service) && !isCodeDownload(incoming.method, path)
        ? routes.handlers[service]
        : undefined;
    const upstream = routes.upstreamOf(service);
    const headers = singleHeaders(incoming);
    const fault = routes.faultOf?.({ service, method: incoming.method ?? "GET", path, query, headers });
    if (!handler) {
      if (fault) {
        // Read to its end: a client that still sends wouldn't look for an answer.
        incoming.resume();
        return reply(outgoing, fault);
      }
      if (!upstream) {
        return failWith({
          status: 501,
          code: "NotImplemented",
          message: `The local AWS has no service "${service}". See GET /_local/health for those that it has.`,
        });
      }
      return upstream.stream(incoming, outgoing, service);
    }
    const body = await readBody(incoming);
    if (!body) {
      return failWith({
        status: 413,
        code: "RequestEntityTooLargeException",
        message: `Expected a request of at most ${LARGEST_BUFFERED_BODY} bytes for ${service}, got more.`,
      });
    }
    const request: AwsRequest = {
      method: incoming.method ?? "GET",
      path,
      query,
      headers,
      body,
      service,
      region,
      accessKeyId: destination.accessKeyId,
      callerArn: await routes.callerArnOf(destination.accessKeyId, region),
    };
    const response = withRequestId(fault ?? (await handler(request)) ?? (await routes.forward(request)));
    routes.onAnswered?.(request, response);
    return reply(outgoing, response);
  }
}

/** Where GetFunction and GetLayerVersion say that a package can be downloaded; as on AWS, the URL is the permission. */
function isCodeDownload(method: string | undefined, path: string): boolean {
  return method === "GET" && /^\/_ministack\/lambda-(code|layers)\//.test(path);
}

/** ministack's administration (reset, settings) and its other ways to call a function: the front offers neither. */
function isEmulatorsOwn(path: string): boolean {
  return /^\/+(_|%5f)/i.test(path);
}

function listenError(error: NodeJS.ErrnoException, port: number): Error {
  return error.code === "EADDRINUSE"
    ? new Error(
        `Port ${port} is taken by another program: stop it, or choose another port with --port (0: a free one).`,
      )
    : new Error(`Port ${port} can't be opened: ${error.message}`);
}

function splitUrl(url: string): [path: string, query: URLSearchParams] {
  const at = url.indexOf("?");
  return at < 0 ? [url, new URLSearchParams()] : [url.slice(0, at), new URLSearchParams(url.slice(at + 1))];
}

function singleHeaders(incoming: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(", ") : (value ?? ""),
    ]),
  );
}

/** @returns `undefined` when the body is larger than what is held in memory; the rest of it is thrown away. */
async function readBody(incoming: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= LARGEST_BUFFERED_BODY) {
      chunks.push(chunk);
    } else {
      chunks.length = 0;
    }
  }
  return size <= LARGEST_BUFFERED_BODY ? Buffer.concat(chunks, size) : undefined;
}

/** Terraform and moto's Step Functions read the id of every answer, errors too. */
function withRequestId(response: AwsResponse): AwsResponse {
  return response.headers["x-amzn-requestid"] === undefined
    ? { ...response, headers: { ...response.headers, "x-amzn-requestid": randomUUID() } }
    : response;
}

function reply(outgoing: ServerResponse, response: AwsResponse): void {
  const { status, headers, body } = withRequestId(response);
  outgoing.writeHead(status, {
    ...headers,
    ...(status === 204 ? {} : { "content-length": body.length }),
  });
  outgoing.end(body);
}
