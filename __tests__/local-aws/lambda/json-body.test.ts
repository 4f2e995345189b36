import { buffer } from "node:stream/consumers";
import { Base64, jsonBody } from "../../../local-aws/lambda/json-body";
import type { StreamedBody } from "../../../local-aws/streaming";
import { fromBuffer } from "../../../signature";

// Around what is left over of three bytes, and of the pieces of 256 KiB that a source is read in.
test.each([0, 1, 2, 3, 4, 262_143, 262_144, 262_145, 600_000])(
  "%i bytes stand in the body in base64, as if it had been made at once",
  async (size) => {
    const bytes = Buffer.from(Array.from({ length: size }, (_, at) => (at * 7919) % 256));
    const body = jsonBody({
      FunctionName: "f",
      Code: { ZipFile: new Base64(fromBuffer(bytes)) },
      Description: "after",
    }) as StreamedBody;
    const sent = await buffer(body.chunks);
    expect(JSON.parse(sent.toString())).toEqual({
      FunctionName: "f",
      Code: { ZipFile: bytes.toString("base64") },
      Description: "after",
    });
    expect(body.size).toBe(sent.length);
  },
);

test("a body without bytes is JSON", () => {
  expect(jsonBody({ a: [1, null, "b"] })).toEqual(Buffer.from('{"a":[1,null,"b"]}'));
});
