import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { Upstream } from "../../../local-aws/emulators";
import type { StreamedRequest } from "../../../local-aws/streaming";

const REQUEST: StreamedRequest = {
  method: "GET",
  path: "/bucket/app.zip",
  query: new URLSearchParams(),
  headers: {},
  body: Buffer.alloc(0),
  service: "s3",
  region: "us-east-1",
  callerArn: "",
};

const closing: (() => void)[] = [];
afterEach(() => closing.splice(0).forEach((close) => close()));

async function upstreamBefore(answer: RequestListener, silence?: number): Promise<Upstream> {
  const server = createServer(answer).listen(0, "127.0.0.1");
  await once(server, "listening");
  const upstream = new Upstream("ministack", (server.address() as AddressInfo).port, "secret", silence);
  closing.push(() => {
    upstream.close();
    server.close();
    server.closeAllConnections();
  });
  return upstream;
}

test("an object that stops coming is given up, and the error says what was waited for", async () => {
  const upstream = await upstreamBefore((_, response) => {
    response.writeHead(200, { "content-length": 100 });
    response.write("some");
  }, 200);
  const { body } = await upstream.open(REQUEST);
  await expect(buffer(body)).rejects.toThrow(
    "Expected an answer of ministack at GET /bucket/app.zip, got nothing for 0.2 s.",
  );
});

test("a request for an object that is never answered is given up", async () => {
  const upstream = await upstreamBefore(() => undefined, 200);
  await expect(upstream.open(REQUEST)).rejects.toThrow("got nothing for 0.2 s");
});

test("an object that comes slowly comes whole, and an invocation may take its time", async () => {
  const upstream = await upstreamBefore((request, response) => {
    void (async () => {
      await sleep(request.method === "POST" ? 500 : 0);
      for (let at = 0; at < 6; at++) {
        response.write("abc");
        await sleep(80);
      }
      response.end();
    })();
  }, 200);
  expect((await buffer((await upstream.open(REQUEST)).body)).toString()).toBe("abc".repeat(6));
  const invoked = await upstream.send({ ...REQUEST, method: "POST", body: Buffer.alloc(0) });
  expect(invoked.body.toString()).toBe("abc".repeat(6));
});

test("an upload that breaks off after it was answered ends no process", async () => {
  const upstream = await upstreamBefore((request, response) => {
    // As S3 refuses an upload that it hasn't read.
    response.writeHead(403);
    response.write("no");
    setTimeout(() => request.socket.destroy(), 50);
  });
  const failed = jest.fn();
  process.on("uncaughtException", failed);
  async function* endless() {
    for (;;) {
      yield Buffer.alloc(65_536);
      await sleep(1);
    }
  }
  const response = await upstream.open({
    ...REQUEST,
    method: "PUT",
    body: { size: 1e12, chunks: endless() },
  });
  expect(response.status).toBe(403);
  await expect(buffer(response.body)).rejects.toThrow();
  await sleep(100);
  process.off("uncaughtException", failed);
  expect(failed).not.toHaveBeenCalled();
});
