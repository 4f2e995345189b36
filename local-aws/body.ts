import type { IncomingMessage } from "node:http";

/**
 * Reads a request's body.
 * @param largest in bytes; of what is larger nothing is kept, and the rest is thrown away as it comes.
 * @returns `undefined` when the body is larger.
 */
export async function readBody(incoming: IncomingMessage, largest: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= largest) {
      chunks.push(chunk);
    } else {
      chunks.length = 0;
    }
  }
  return size <= largest ? Buffer.concat(chunks, size) : undefined;
}

/** What a control endpoint takes: a line of JSON. */
const LARGEST_SETTING = 64 * 1024;

/** Reads the body of a control endpoint. @throws Error when it is too large for one. */
export async function readSetting(incoming: IncomingMessage): Promise<string> {
  const body = await readBody(incoming, LARGEST_SETTING);
  if (!body) {
    throw new Error(`Expected a body of at most ${LARGEST_SETTING} bytes, got more.`);
  }
  return body.toString();
}
