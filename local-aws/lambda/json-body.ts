import { randomUUID } from "node:crypto";
import { type ByteSource, readChunks } from "../../signature";
import type { StreamedBody } from "../streaming";

/** Bytes that stand in a JSON body in base64. They may be more than memory has room for. */
export class Base64 {
  constructor(readonly source: ByteSource) {}
}

/** @param value as for `JSON.stringify`, with at most one `Base64` in it; its source is read while the body is sent. */
export function jsonBody(value: unknown): Buffer | StreamedBody {
  const placeholder = randomUUID();
  let found: Base64 | undefined;
  const text = JSON.stringify(value, (_, member: unknown) => {
    if (member instanceof Base64) {
      found = member;
      return placeholder;
    }
    return member;
  });
  if (!found) {
    return Buffer.from(text);
  }
  const { source } = found;
  const [before, after] = text.split(placeholder).map((part) => Buffer.from(part)) as [Buffer, Buffer];
  return { size: before.length + 4 * Math.ceil(source.size / 3) + after.length, chunks: chunks() };

  async function* chunks(): AsyncGenerator<Buffer> {
    yield before;
    yield* inBase64(readChunks(source, 0, source.size));
    yield after;
  }
}

/** Three bytes are four characters: what is left over goes to the front of the next chunk. */
async function* inBase64(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let left: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const bytes = Buffer.concat([left, chunk]);
    const end = bytes.length - (bytes.length % 3);
    yield Buffer.from(bytes.toString("base64", 0, end), "latin1");
    left = bytes.subarray(end);
  }
  yield Buffer.from(left.toString("base64"), "latin1");
}
