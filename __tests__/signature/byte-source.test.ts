import { type ByteSource, collect, readChunks } from "../../signature";

const CHUNK = 256 * 1024;
const bytes = Buffer.from(Array.from({ length: 3 * CHUNK + 5 }, (_, index) => index % 251));

/** A source that answers when it is told to, and counts. */
class SlowSource implements ByteSource {
  readonly size = bytes.length;
  readonly asked: number[] = [];
  inFlight = 0;
  failsAt = Infinity;

  async read(offset: number, length: number): Promise<Buffer> {
    this.asked.push(offset);
    this.inFlight++;
    await new Promise((done) => setTimeout(done, 5));
    this.inFlight--;
    if (offset >= this.failsAt) throw new Error(`no bytes at ${offset}`);
    return bytes.subarray(offset, offset + length);
  }
}

test("gives all bytes in order, and none beside them", async () => {
  const all = await collect(readChunks(new SlowSource(), 3, bytes.length - 2));
  expect(all.equals(bytes.subarray(3, -2))).toBe(true);
  expect(await collect(readChunks(new SlowSource(), 7, 7))).toHaveLength(0);
});

test("reads one piece ahead, and no more", async () => {
  const source = new SlowSource();
  const seen: number[] = [];
  for await (const chunk of readChunks(source, 0, bytes.length)) {
    expect(chunk.length).toBeGreaterThan(0);
    seen.push(source.asked.length);
  }
  expect(seen).toEqual([2, 3, 4, 4]);
});

test("has nothing under way once it was broken off: its source may be closed", async () => {
  const source = new SlowSource();
  for await (const chunk of readChunks(source, 0, bytes.length)) {
    expect(chunk).toHaveLength(CHUNK);
    break;
  }
  expect([source.asked, source.inFlight]).toEqual([[0, CHUNK], 0]);
});

test("throws what fails when its turn comes, after what came before it", async () => {
  const source = new SlowSource();
  source.failsAt = 2 * CHUNK;
  const sizes: number[] = [];
  const reading = async (): Promise<void> => {
    for await (const chunk of readChunks(source, 0, bytes.length)) {
      sizes.push(chunk.length);
      // Long enough for the failure to be there already, with nobody waiting for it.
      await new Promise((done) => setTimeout(done, 20));
    }
  };
  await expect(reading()).rejects.toThrow(`no bytes at ${2 * CHUNK}`);
  expect(sizes).toEqual([CHUNK, CHUNK]);
});
