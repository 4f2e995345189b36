import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { Failure } from "../failure";

/** Twice what a package may be unpacked: whoever sends more is not to fill the disk. */
const MAXIMUM_BYTES = 2 * 262_144_000;
const ATTEMPTS = 4;
const FIRST_PAUSE_MS = 250;
/** Nothing for so long, and the connection is given up. */
const SILENCE_MS = 60_000;

export interface Downloaded {
  readonly sizeInBytes: number;
  /** SHA-256 in base64, as Lambda's `CodeSha256`. */
  readonly sha256: string;
}

/**
 * Downloads a package into a file that only this user can read, never holding more than a piece of it.
 * @throws Failure when it can't be had after several attempts
 */
export async function download(
  url: string,
  path: string,
  onBytes: (count: number) => void = () => undefined,
): Promise<Downloaded> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await downloadOnce(url, path, onBytes);
    } catch (error) {
      if (error instanceof Failure || attempt === ATTEMPTS) throw failureOf(error);
      await sleep(FIRST_PAUSE_MS * 2 ** (attempt - 1));
    }
  }
}

async function downloadOnce(
  url: string,
  path: string,
  onBytes: (count: number) => void,
): Promise<Downloaded> {
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(new Error("nothing came for a minute")), SILENCE_MS);
  try {
    const response = await fetch(url, { signal: silence.signal });
    if (response.status >= 500 || response.status === 429) throw new Error(`HTTP ${response.status}`);
    if (!response.ok || !response.body) {
      throw new Failure(
        response.status === 403 ? "access-denied" : "incomplete",
        `The package can't be downloaded: HTTP ${response.status}.`,
      );
    }
    const hash = createHash("sha256");
    let sizeInBytes = 0;
    const look = new Transform({
      transform(chunk: Buffer, _, callback) {
        timer.refresh();
        sizeInBytes += chunk.length;
        if (sizeInBytes > MAXIMUM_BYTES) {
          callback(
            new Failure(
              "integrity",
              `The package has more than ${MAXIMUM_BYTES} bytes, which Lambda can't run.`,
            ),
          );
          return;
        }
        hash.update(chunk);
        onBytes(chunk.length);
        callback(undefined, chunk);
      },
    });
    await pipeline(Readable.fromWeb(response.body), look, createWriteStream(path, { mode: 0o600 }));
    return { sizeInBytes, sha256: hash.digest("base64") };
  } finally {
    clearTimeout(timer);
  }
}

function failureOf(error: unknown): Failure {
  if (error instanceof Failure) return error;
  const { message, cause } = error as Error;
  const why = cause instanceof Error ? cause.message : message;
  return new Failure("incomplete", `The package can't be downloaded: ${why}. Try again.`, { cause: error });
}
