import { once } from "node:events";
import { createServer, request as httpRequest, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { Clock } from "../../local-aws/clock";
import { createControl } from "../../local-aws/control";
import { Upstream } from "../../local-aws/emulators";
import { Faults } from "../../local-aws/faults";
import { Front } from "../../local-aws/front";
import { json, type AwsRequest } from "../../local-aws/http";

/** Stands for an emulator: notes what reaches it, and answers as ministack does, CORS headers included. */
async function startEmulator() {
  const state = { sent: 0, goOn: () => {} };
  const seen: { method?: string; url?: string; headers: IncomingMessage["headers"]; bytes: number }[] = [];
  const server: Server = createServer((request, response) => {
    const entry = { method: request.method, url: request.url, headers: request.headers, bytes: 0 };
    seen.push(entry);
    const read = () => request.on("data", (chunk: Buffer) => (entry.bytes += chunk.length));
    if (request.headers["x-wait"] === undefined) {
      read();
    } else {
      state.goOn = read;
    }
    request.on("end", () => {
      response.writeHead(200, { "access-control-allow-origin": "*", "x-amz-version-id": "v1" });
      const size = Number(new URL(request.url ?? "", "http://x").searchParams.get("size") ?? 2);
      pipeline(Readable.from(counted(size, (bytes) => (state.sent = bytes))), response).catch(
        () => undefined,
      );
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return Object.assign(state, { seen, server, port: (server.address() as AddressInfo).port });
}

/** `size` bytes in blocks, telling how many have been taken so far. */
function* counted(size: number, tell: (bytes: number) => void) {
  const block = Buffer.alloc(64 * 1024);
  for (let taken = 0; taken < size; tell(taken)) {
    const next = Math.min(block.length, size - taken);
    taken += next;
    yield block.subarray(0, next);
  }
}

/** Waits until a number has moved, and then not for half a second. */
async function standsStill(value: () => number) {
  for (let before = 0; value() === 0 || value() !== before;) {
    before = value();
    await new Promise((done) => setTimeout(done, 500));
  }
}

const scope = (service: string) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/${service}/aws4_request, Signature=0`,
});

describe("the front", () => {
  const clock = new Clock();
  const handled: AwsRequest[] = [];
  const recorded: number[] = [];
  let unrecordable = false;
  let emulator: Awaited<ReturnType<typeof startEmulator>>;
  let upstream: Upstream;
  let front: Front;

  beforeAll(async () => {
    emulator = await startEmulator();
    upstream = new Upstream("ministack", emulator.port, "the-secret");
    const health = () => ({
      status: "running" as const,
      pid: process.pid,
      region: "us-east-1",
      accountId: "123456789012",
      services: ["s3"],
      emulators: {},
      clock: clock.now().toISOString(),
      auditLog: "logs/audit.jsonl",
      rootCertificate: "PEM",
    });
    const control = createControl({ clock, health, faults: new Faults(), auditLog: { latest: () => [] } });
    front = await Front.listen({ port: 0, region: "us-east-1", control });
  });

  afterAll(async () => {
    await front.close();
    upstream.close();
    emulator.server.closeAllConnections();
    emulator.server.close();
  });

  async function call(
    path: string,
    options: { method?: string; headers?: Record<string, string>; body?: string } = {},
  ) {
    const request = httpRequest({
      host: "127.0.0.1",
      port: front.port,
      path,
      method: options.method ?? "GET",
      headers: options.headers,
    });
    const answered = once(request, "response") as Promise<[IncomingMessage]>;
    request.end(options.body);
    const [response] = await answered;
    return { status: response.statusCode, headers: response.headers, response };
  }

  test("answers 503, which SDKs repeat, until everything behind it has started", async () => {
    const { status, response } = await call("/bucket/key", { headers: scope("s3") });
    expect(status).toBe(503);
    expect(await text(response)).toContain("<Code>ServiceUnavailable</Code>");
    front.open({
      handlers: {
        lambda: (request) => {
          handled.push(request);
          return Promise.resolve(request.path === "/mine" ? json(200, { mine: true }) : undefined);
        },
        broken: () => Promise.reject(new Error("out of order")),
      },
      upstreamOf: (service) => (["s3", "lambda"].includes(service) ? upstream : undefined),
      forward: (request) => upstream.send(request),
      callerArnOf: (accessKeyId) => Promise.resolve(`arn:of:${accessKeyId}`),
      onAnswered: (_request, { status }) => {
        if (unrecordable) {
          throw new Error("disk full");
        }
        recorded.push(status);
      },
    });
  });

  test("strips its internal headers from clients, streamed or buffered, and sets its own", async () => {
    const forged = { "x-local-aws-internal": "the-secret", "X-Local-Aws-Service": "lambda" };
    for (const [service, path] of [
      ["s3", "/bucket/key"],
      ["lambda", "/theirs"],
    ] as const) {
      const { response } = await call(path, { headers: { ...scope(service), ...forged } });
      response.resume();
      const { headers } = emulator.seen.at(-1)!;
      expect(headers["x-local-aws-internal"]).toBeUndefined();
      expect(headers["x-local-aws-service"]).toBe(service);
    }
  });

  test("keeps path, query, Host and other headers as they came: S3 reads meaning into each", async () => {
    const path = "/bucket/a%2Fb+c%20d?versionId=null&list-type=2&prefix=a%20b";
    const { response, headers } = await call(path, {
      headers: { ...scope("s3"), host: "localhost:1", "x-amz-meta-Colour": "red" },
    });
    response.resume();
    expect(emulator.seen.at(-1)).toMatchObject({
      url: path,
      headers: { host: "localhost:1", "x-amz-meta-colour": "red" },
    });
    expect(headers["x-amz-version-id"]).toBe("v1");
  });

  test("lets no web page read an answer, and gives every answer a request id", async () => {
    const { response, headers } = await call("/bucket/key", { headers: scope("s3") });
    response.resume();
    expect(Object.keys(headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
    expect(headers["x-amzn-requestid"]).toMatch(/^[0-9a-f-]{36}$/);
  });

  test("asks a handler first, with region, caller and body, and the emulator when it doesn't answer", async () => {
    const before = emulator.seen.length;
    const { response } = await call("/mine?a=1", {
      method: "POST",
      headers: { ...scope("lambda"), "content-type": "application/json" },
      body: "{}",
    });
    expect(await text(response)).toBe('{"mine":true}');
    expect(emulator.seen.length).toBe(before);
    expect(handled.at(-1)).toMatchObject({ path: "/mine", region: "us-east-1", callerArn: "arn:of:test" });
    expect(handled.at(-1)?.query.get("a")).toBe("1");
    (await call("/theirs", { headers: scope("lambda") })).response.resume();
    expect(emulator.seen.length).toBe(before + 1);
  });

  // What the front holds is what it takes from one side while the other stands still: no more than sockets buffer.
  const HELD = 16 * 1024 * 1024;
  const LARGE = 60 * 1024 * 1024;

  test("streams 60 MB up: it takes no more than the emulator reads", async () => {
    const request = httpRequest({
      host: "127.0.0.1",
      port: front.port,
      path: "/bucket/large",
      method: "PUT",
      headers: { ...scope("s3"), "content-length": String(LARGE), "x-wait": "yes" },
    });
    let taken = 0;
    const sending = pipeline(Readable.from(counted(LARGE, (bytes) => (taken = bytes))), request);
    await standsStill(() => taken);
    expect(taken).toBeLessThan(HELD);
    emulator.goOn();
    await sending;
    const [response] = (await once(request, "response")) as [IncomingMessage];
    response.resume();
    expect(emulator.seen.at(-1)?.bytes).toBe(LARGE);
  });

  test("streams 60 MB down: it takes no more than the client reads", async () => {
    const { response } = await call(`/bucket/large?size=${LARGE}`, { headers: scope("s3") });
    await standsStill(() => emulator.sent);
    expect(emulator.sent).toBeLessThan(HELD);
    let received = 0;
    for await (const chunk of response) {
      received += (chunk as Buffer).length;
    }
    expect(received).toBe(LARGE);
  });

  test.each([
    ["a rebound name", { host: "attacker.example" }, "127.0.0.1 or localhost"],
    ["a web page's request", { origin: "https://attacker.example" }, "https://attacker.example"],
    ["an opaque page's request", { origin: "null" }, "null"],
  ])("refuses %s, whatever it is signed for", async (_case, headers, named) => {
    for (const path of ["/bucket/key", "/_local/health"]) {
      const { status, response } = await call(path, { headers: { ...scope("s3"), ...headers } });
      expect(status).toBe(403);
      expect(await text(response)).toContain(named);
    }
  });

  test.each([
    "/_ministack/reset",
    "/%5Fministack/reset",
    "/%255Fministack/reset",
    "//_ministack/reset",
    "/_aws/lambda-url/x/",
  ])("keeps the emulator's administration to itself: %s", async (path) => {
    const before = emulator.seen.length;
    const { status, response } = await call(path, { method: "POST", headers: scope("s3") });
    response.resume();
    expect(status).toBe(403);
    expect(emulator.seen.length).toBe(before);
  });

  test("keeps moto's administration to itself, while S3 may have a bucket of its name", async () => {
    const before = emulator.seen.length;
    for (const path of ["/moto-api/reset", "//moto-api/data.json", "/%6doto-api/reset"]) {
      const { status, response } = await call(path, { method: "POST", headers: scope("lambda") });
      response.resume();
      expect(status).toBe(403);
    }
    expect(emulator.seen.length).toBe(before);
    const { status, response } = await call("/moto-api/key", { headers: scope("s3") });
    response.resume();
    expect(status).toBe(200);
  });

  test("refuses a page's image, which has no Origin; an address that somebody typed has none either", async () => {
    for (const [site, expected] of [
      ["cross-site", 403],
      ["same-site", 403],
      ["none", 200],
      ["same-origin", 200],
    ] as const) {
      const { status, response } = await call("/bucket/key", {
        headers: { ...scope("s3"), "sec-fetch-site": site },
      });
      response.resume();
      expect([site, status]).toEqual([site, expected]);
    }
  });

  test("takes no more than a service can need into memory", async () => {
    const { status, response } = await call("/x", {
      method: "POST",
      headers: scope("broken"),
      body: "x".repeat(1024 * 1024 + 1),
    });
    expect(status).toBe(413);
    expect(await text(response)).toContain("at most 1048576 bytes for broken");
  });

  test("answers what was done, even when it can't be recorded", async () => {
    const stderr = jest.spyOn(process.stderr, "write").mockReturnValue(true);
    unrecordable = true;
    const { status, response } = await call("/mine", { headers: scope("lambda") });
    unrecordable = false;
    expect([status, JSON.parse(await text(response))]).toEqual([200, { mine: true }]);
    expect(stderr).toHaveBeenCalledWith(expect.stringContaining("could not record a request: disk full"));
    stderr.mockRestore();
  });

  test("tells of failures, too, to who records", async () => {
    recorded.length = 0;
    const { response } = await call("/x", { headers: scope("broken") });
    response.resume();
    expect(recorded).toEqual([400]);
  });

  test("names the service that it doesn't have, and doesn't take Object's for one", async () => {
    for (const service of ["codebuild", "constructor"]) {
      const { status, headers, response } = await call("/", {
        method: "POST",
        headers: { ...scope(service), "content-type": "application/x-amz-json-1.1" },
      });
      expect([status, headers["x-amzn-errortype"]]).toEqual([501, "NotImplemented"]);
      expect(await text(response)).toContain(`"${service}\\"`);
    }
  });

  test("says what failed, with a status that no SDK repeats", async () => {
    const { status, response } = await call("/x", { headers: scope("broken") });
    expect(status).toBe(400);
    expect(await text(response)).toContain("GET /x of broken: out of order");
  });

  test("asks for a signature when nothing tells the service", async () => {
    const { status, response } = await call("/");
    expect(status).toBe(400);
    expect(await text(response)).toContain("MissingAuthenticationToken");
  });

  test("says which port is taken", async () => {
    await expect(
      Front.listen({ port: front.port, region: "us-east-1", control: () => Promise.resolve(json(200, {})) }),
    ).rejects.toThrow(new RegExp(`Port ${front.port} is taken.*--port`));
  });

  test("sets the clock forward, and never back", async () => {
    const post = async (body: string) => {
      const { status, response } = await call("/_local/clock", { method: "POST", body });
      return { status, answer: JSON.parse(await text(response)) as { clock?: string; error?: string } };
    };
    const day = 24 * 60 * 60 * 1000;
    const { status, answer } = await post(JSON.stringify({ forwardMilliseconds: day }));
    expect(status).toBe(200);
    expect(Date.parse(answer.clock ?? "") - Date.now()).toBeGreaterThan(day - 5_000);
    for (const wrong of [
      '{"forwardMilliseconds": -1}',
      '{"forwardMilliseconds": "1"}',
      "{}",
      "nonsense",
      "null",
      '{"forwardMilliseconds": 1e300}',
      JSON.stringify({ forwardMilliseconds: 1, padding: "x".repeat(65_536) }),
    ]) {
      expect(await post(wrong)).toMatchObject({
        status: 400,
        answer: { error: expect.stringContaining("not set") as unknown },
      });
    }
  });

  test("is still well after a time that can't be", async () => {
    const { status } = await call("/_local/health");
    expect(status).toBe(200);
  });

  test("can't be let go by who runs it in itself", async () => {
    const { status, response } = await call("/_local/keep", { method: "POST" });
    expect(status).toBe(409);
    expect(await text(response)).toContain("ends with it");
  });

  test("refuses a target that is no path: whoever is behind it might read one in it", async () => {
    const before = emulator.seen.length;
    const { status, response } = await call("http://127.0.0.1/_ministack/reset", {
      method: "POST",
      headers: scope("s3"),
    });
    expect(status).toBe(400);
    expect(await text(response)).toContain("http://127.0.0.1/_ministack/reset");
    expect(emulator.seen.length).toBe(before);
  });

  test("tells its health and its root, and lists what it can tell", async () => {
    expect(await text((await call("/_local/root-certificate")).response)).toBe("PEM");
    expect(JSON.parse(await text((await call("/_local/health")).response))).toMatchObject({
      status: "running",
      pid: process.pid,
    });
    const { status, response } = await call("/_local/nonsense");
    expect(status).toBe(404);
    expect(await text(response)).toContain("/_local/health");
  });
});
