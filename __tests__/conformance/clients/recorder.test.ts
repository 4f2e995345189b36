import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { Recorder } from "../../../conformance/clients/recorder";

test("passes all on, and tells what was asked once", async () => {
  const server = createServer((incoming, outgoing) => {
    void buffer(incoming).then((body) => {
      outgoing.writeHead(418, { "x-kind": "teapot" }).end(`${incoming.headers.host} ${body.toString()}`);
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const recorder = await Recorder.start(`http://${host}`);
  try {
    const response = await fetch(`${recorder.endpoint}/tags/a%3Ab?x=1`, { method: "POST", body: "hello" });
    expect([response.status, response.headers.get("x-kind")]).toEqual([418, "teapot"]);
    // The local AWS refuses hosts that aren't its own.
    expect(await response.text()).toBe(`${host} hello`);
    expect(recorder.take()).toEqual([
      { method: "POST", path: "/tags/a:b?x=1", body: "hello", status: 418, at: expect.any(Number) as number },
    ]);
    expect(recorder.take()).toEqual([]);
  } finally {
    await recorder.stop();
    server.close();
  }
});
