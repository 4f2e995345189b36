import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { awsError, type AwsError } from "./aws-error";
import { readBody } from "./body";
import type { Control } from "./control";
import type { Upstream } from "./emulators";
import { json, type AwsHandler, type AwsRequest, type AwsResponse, type Forward } from "./http";
import { isCodeDownload, isEmulatorsOwn } from "./emulators-own-paths";
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
 * Largest body that is held in memory, in bytes. Lambda's own limit for a request is 70,167,211 (a 50 MB package in
 * base64); nothing that the other handlers take comes near theirs. S3's bodies are passed on as streams, without limit.
 */
const largestBody = (service: string): number => (service === "lambda" ? 80 : 1) * 1024 * 1024;

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
      return reply(outgoing, await this.control(incoming, path));
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
    if (isEmulatorsOwn(path, destination?.service) && !isCodeDownload(incoming.method, path)) {
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
      failWith(failureOf({ method: incoming.method ?? "", path, service: destination.service }, error));
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
    const largest = largestBody(service);
    const body = await readBody(incoming, largest);
    if (!body) {
      return failWith({
        status: 413,
        code: "RequestEntityTooLargeException",
        message: `Expected a request of at most ${largest} bytes for ${service}, got more.`,
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
    const response = withRequestId(fault ?? (await this.handled(request, handler, routes)));
    try {
      routes.onAnswered?.(request, response);
    } catch (error) {
      // What was done is done, whoever fails to write it down.
      process.stderr.write(`The local AWS could not record a request: ${(error as Error).message}\n`);
    }
    return reply(outgoing, response);
  }

  private async handled(request: AwsRequest, handler: AwsHandler, routes: Routes): Promise<AwsResponse> {
    try {
      return (await handler(request)) ?? (await routes.forward(request));
    } catch (error) {
      return awsError(request.service, request.headers["content-type"], failureOf(request, error));
    }
  }

  private async control(incoming: IncomingMessage, path: string): Promise<AwsResponse> {
    try {
      return await this.options.control(incoming, path);
    } catch (error) {
      return json(500, { error: `The local AWS failed at ${path}: ${(error as Error).message}` });
    }
  }
}

function failureOf(
  { method, path, service }: Pick<AwsRequest, "method" | "path" | "service">,
  error: unknown,
): AwsError {
  return {
    // Not 500: SDKs would repeat a call that fails every time, and Terraform would do so for minutes.
    status: 400,
    code: "LocalAwsFailure",
    message: `The local AWS failed at ${method} ${path} of ${service}: ${(error as Error).message}`,
  };
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
