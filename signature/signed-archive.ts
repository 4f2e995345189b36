import { type ByteSource, collect, readChunks } from "./byte-source";

/** A signed ZIP, told as its difference from the unsigned one: the source's first `keep` bytes, then `tail`. */
export interface SignedArchive {
  readonly keep: number;
  readonly tail: Buffer;
  /** Of the signed ZIP, in bytes. */
  readonly size: number;
}

/** The signed ZIP's bytes, in pieces: a package never needs to be in memory as a whole. */
export async function* signedChunks(source: ByteSource, signed: SignedArchive): AsyncGenerator<Buffer> {
  yield* readChunks(source, 0, signed.keep);
  yield signed.tail;
}

/** The signed ZIP as one buffer. */
export async function toBuffer(source: ByteSource, signed: SignedArchive): Promise<Buffer> {
  return collect(signedChunks(source, signed));
}
