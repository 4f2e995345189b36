import { deflateRawSync } from "node:zlib";
import { fromBuffer, MalformedArchiveError } from "../../signature";
import { readArchive } from "../../signature/archive";
import { contentDigest } from "../../signature/content-digest";
import { ITEMS, pack, patch, runWith, sign, testWith, verify } from "./support";

/** Reads the list and every body, as a verifier does. */
async function readAll(zip: Buffer, maximumUnpackedBytes?: number): Promise<void> {
  const source = fromBuffer(zip);
  await contentDigest(source, (await readArchive(source, { maximumUnpackedBytes })).entries);
}

async function expectRefused(zip: Buffer, reason: string, maximumUnpackedBytes?: number): Promise<void> {
  const error: unknown = await readAll(zip, maximumUnpackedBytes).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(MalformedArchiveError);
  expect((error as Error).message).toContain(reason);
}

const LOCAL = "PK\x03\x04";
const CENTRAL = "PK\x01\x02";
const END = "PK\x05\x06";
const uint16 = (value: number) => [value & 0xff, value >> 8];
const uint32 = (value: number) => [...uint16(value & 0xffff), ...uint16(value >>> 16)];

/** Where the n-th record of a kind starts. The samples' bodies don't contain these marks. */
function at(zip: Buffer, mark: string, index = 0): number {
  let position = zip.indexOf(mark);
  for (let n = 0; n < index; n++) position = zip.indexOf(mark, position + 1);
  expect(position).toBeGreaterThanOrEqual(0);
  return position;
}

const sample = () => pack(ITEMS);
/** One stored file "a.txt" with the body "hello". */
const small = () => pack([["a.txt", "hello"]], { compress: false });

describe("an archive is refused", () => {
  test("cut off anywhere", async () => {
    const zip = await small();
    for (let length = 0; length < zip.length; length++) {
      await expect(readAll(zip.subarray(0, length))).rejects.toBeInstanceOf(MalformedArchiveError);
    }
  });

  test("with bytes before it", async () => {
    const prefixed = Buffer.concat([Buffer.from("#!/bin/sh\n"), await small()]);
    await expectRefused(prefixed, "Bytes were put before the archive");

    // The same, with every offset corrected: nothing is wrong for most unpackers.
    const directory = at(prefixed, CENTRAL);
    const corrected = patch(
      patch(prefixed, directory + 42, uint32(10)),
      at(prefixed, END) + 16,
      uint32(directory),
    );
    await expectRefused(corrected, "The first 10 bytes belong to no entry");
  });

  test("with bytes after it", async () => {
    await expectRefused(Buffer.concat([await small(), Buffer.alloc(1)]), "bytes appended");
  });

  test("with a second archive in its comment", async () => {
    const inner = await small();
    const outer = await pack([["b.txt", "other"]], { compress: false });
    const length = uint16(inner.length);
    await expectRefused(
      Buffer.concat([patch(outer, outer.length - 2, length), inner]),
      "more than one end record",
    );
  });

  test("with bytes between two entries", async () => {
    const zip = await pack(
      [
        ["a", "1"],
        ["b", "2"],
      ],
      { compress: false },
    );
    const second = at(zip, LOCAL, 1);
    const hidden = Buffer.from("hidden");
    const spread = Buffer.concat([zip.subarray(0, second), hidden, zip.subarray(second)]);
    const moved = patch(spread, at(spread, CENTRAL, 1) + 42, uint32(second + hidden.length));
    await expectRefused(
      patch(moved, at(moved, END) + 16, uint32(at(moved, CENTRAL))),
      "is followed by 6 bytes that are no entry's",
    );
  });

  test("with the same name twice", async () => {
    const zip = await pack([
      ["a", "1"],
      ["b", "2"],
    ]);
    const twice = patch(
      patch(zip, at(zip, LOCAL, 1) + 30, Buffer.from("a")),
      at(zip, CENTRAL, 1) + 46,
      Buffer.from("a"),
    );
    await expectRefused(twice, 'Entry "a" is there twice');
  });

  test("with two entries over the same bytes", async () => {
    const zip = await sample();
    await expectRefused(patch(zip, at(zip, CENTRAL, 1) + 42, uint32(0)), "start at the same byte");
  });

  test("with an entry that starts past the others, where a neighbour's end would be out of the file", async () => {
    const zip = await sample();
    for (const offset of [at(zip, CENTRAL), zip.length + 5000, 0xfffffffe]) {
      await expectRefused(
        patch(zip, at(zip, CENTRAL, 2) + 42, uint32(offset)),
        `starts at byte ${offset}, past`,
      );
    }
  });

  test("with an entry that reaches into the next, or has no header", async () => {
    const zip = await small();
    const larger = [...uint32(500), ...uint32(500)];
    await expectRefused(
      patch(patch(zip, at(zip, CENTRAL) + 20, larger), at(zip, LOCAL) + 18, larger),
      "reaches into what follows it",
    );
    await expectRefused(patch(zip, 0, [0]), "has no local header at byte 0");
  });

  test("with a wrong CRC, stored or deflated", async () => {
    for (const compress of [false, true]) {
      const zip = await pack([["a.txt", "hello hello hello"]], { compress });
      const crc = uint32(0x12345678);
      await expectRefused(
        patch(patch(zip, at(zip, CENTRAL) + 16, crc), at(zip, LOCAL) + 14, crc),
        'Entry "a.txt" doesn\'t match its CRC-32',
      );
    }
  });

  test.each([
    ["name", 30, [0x41]],
    ["method", 8, uint16(8)],
    ["CRC", 14, uint32(1)],
    ["packed size", 18, uint32(4)],
    ["unpacked size", 22, uint32(4)],
    ["encryption flag", 6, uint16(1)],
  ])("with another %s in the local header than in the directory", async (_, offset, bytes) => {
    await expectRefused(patch(await small(), offset, bytes), "described differently in its local header");
  });

  test.each([
    ["encrypted", 8, uint16(0x0001), "is encrypted"],
    ["strongly encrypted", 8, uint16(0x0040), "is encrypted"],
    ["compressed with bzip2", 10, uint16(12), "uses compression method 12"],
    ["on another disk", 34, uint16(1), "split archive"],
    ["stored with two sizes", 24, uint32(6), "is stored, but has 5 packed and 6 unpacked bytes"],
    ["of a name longer than the directory", 28, uint16(60_000), "reaches past the central directory"],
  ])("with an entry that is %s", async (_, offset, bytes, reason) => {
    const zip = await small();
    await expectRefused(patch(zip, at(zip, CENTRAL) + offset, bytes), reason);
  });

  test.each([
    ["../a", "leaves the folder"],
    ["a/../../b", "leaves the folder"],
    ["a\\..\\b", "leaves the folder"],
    ["/etc/passwd", "leaves the folder"],
    ["\\\\host\\share", "leaves the folder"],
    ["C:\\a", "leaves the folder"],
    ["..", "leaves the folder"],
    ["a.js\0.txt", "has a NUL in its name"],
  ])("with the name %j", async (name, reason) => {
    const harmless = "x".repeat(name.length);
    const zip = await pack([[harmless, ""]]);
    const renamed = Buffer.from(zip.toString("latin1").replaceAll(harmless, name), "latin1");
    await expectRefused(renamed, reason);
  });

  test.each(["..a", "a..", "a/...", "a b", "ä/ö"])("but not with the name %j", async (name) => {
    await readAll(await pack([[name, "x"]]));
  });

  test("with a folder that has a body", async () => {
    const zip = await pack([["ab", "hello"]], { compress: false });
    await expectRefused(
      Buffer.from(zip.toString("latin1").replaceAll("ab", "a/"), "latin1"),
      "is a folder with a body",
    );
  });

  test.each([
    ["fewer", 5],
    ["more", 3],
  ])("whose end record promises another number of entries (%s)", async (_, count) => {
    const zip = await sample();
    const promise = [...uint16(count), ...uint16(count)];
    await expectRefused(patch(zip, at(zip, END) + 8, promise), `promises ${count} entries`);
  });

  test("with data after the end of the packed data", async () => {
    const body = Buffer.alloc(500, "x");
    const packed = deflateRawSync(body);
    const zip = await pack([["a", body]]);
    expect(zip.subarray(31, 31 + packed.length)).toEqual(packed);
    const hidden = Buffer.from("hidden");
    const grown = Buffer.concat([
      zip.subarray(0, 31 + packed.length),
      hidden,
      zip.subarray(31 + packed.length),
    ]);
    const size = uint32(packed.length + hidden.length);
    const sized = patch(patch(grown, 18, size), at(grown, CENTRAL) + 20, size);
    await expectRefused(
      patch(sized, at(sized, END) + 16, uint32(at(sized, CENTRAL))),
      "has 6 bytes after the end of its packed data",
    );
  });
});

describe("a second name in an extra field", () => {
  const UNICODE_PATH = 0x7075;
  /** "a.txt" with a Unicode Path field, in the directory only, as it takes effect there. */
  const withUnicodePath = async (name: string) => {
    const field = Buffer.concat([
      Buffer.from([...uint16(UNICODE_PATH), ...uint16(5 + name.length), 1, 0, 0, 0, 0]),
      Buffer.from(name),
    ]);
    const zip = await small();
    const directory = at(zip, CENTRAL);
    const end = at(zip, END);
    const grown = Buffer.concat([
      patch(zip, directory + 30, uint16(zip.readUInt16LE(directory + 30) + field.length)).subarray(0, end),
      field,
      patch(zip, end + 12, uint32(end - directory + field.length)).subarray(end),
    ]);
    return grown;
  };

  test("is refused when it differs: unpackers that prefer it would rename a signed file", async () => {
    await expectRefused(await withUnicodePath("b.txt"), "carries a second, different name");
  });

  test("is fine when it is the same", async () => {
    await readAll(await withUnicodePath("a.txt"));
  });

  test("an extra field that is longer than its place is refused", async () => {
    const zip = await withUnicodePath("a.txt");
    await expectRefused(patch(zip, at(zip, END) - 12, uint16(500)), "longer than its place");
  });
});

describe("ZIP64", () => {
  const zip64 = () => pack([["a.txt", "hello"]], { forceZip64Format: true, compress: false });
  const ZIP64_END = "PK\x06\x06";
  const ZIP64_LOCATOR = "PK\x06\x07";

  test("is read", async () => {
    const zip = await zip64();
    at(zip, ZIP64_END);
    await readAll(zip);
    expect(await verify(await sign(zip))).toMatchObject({ status: "signed" });
  });

  test("end record that disagrees with the plain one is refused: unpackers differ in which they believe", async () => {
    const zip = await zip64();
    const counts = [...uint16(2), ...uint16(2)];
    await expectRefused(patch(zip, at(zip, END) + 8, counts), "disagree");
  });

  test.each([
    ["elsewhere", ZIP64_LOCATOR, 8, uint32(1)],
    ["far away", ZIP64_LOCATOR, 8, [0, 0, 0, 0, 0, 0, 0x10, 0]],
    ["of another length", ZIP64_END, 4, uint32(45)],
  ])("end record %s is refused", async (_, mark, offset, bytes) => {
    const zip = await zip64();
    await expectRefused(
      patch(zip, at(zip, mark) + offset, bytes),
      "ZIP64 end record is not where its locator says",
    );
  });

  test("numbers that no archive can need are refused", async () => {
    const zip = await zip64();
    await expectRefused(
      patch(zip, at(zip, ZIP64_LOCATOR) + 8, Array<number>(8).fill(0xff)),
      "no archive of this size",
    );
  });

  test("number that is referred to and missing is refused", async () => {
    const zip = await small();
    await expectRefused(
      patch(zip, at(zip, CENTRAL) + 20, uint32(0xffffffff)),
      "ZIP64 number that it doesn't have",
    );
  });
});

describe("a bomb", () => {
  test("that says what it is, is refused before anything is unpacked", async () => {
    const zip = await pack([
      ["a", Buffer.alloc(600_000)],
      ["b", Buffer.alloc(600_000)],
    ]);
    await readAll(zip, 1_200_000);
    await expectRefused(zip, "unpacks to 1200000 bytes; at most 1199999 are allowed", 1_199_999);
  });

  test("is refused above Lambda's 250 MB without an option", async () => {
    const zip = await small();
    const size = uint32(262_144_001);
    await expectRefused(
      patch(patch(zip, at(zip, CENTRAL) + 20, size), at(zip, CENTRAL) + 24, size),
      "at most 262144000 are allowed",
    );
  });

  test.each([
    ["small", 1_000],
    ["large", 3_000_000],
  ])("that unpacks to more than it says is refused when its promise is passed (%s)", async (_, promised) => {
    const zip = await pack([["a", Buffer.alloc(64_000_000)]]);
    const size = uint32(promised);
    const lying = patch(patch(zip, at(zip, CENTRAL) + 24, size), at(zip, LOCAL) + 22, size);
    const before = process.memoryUsage().rss;
    await expectRefused(lying, `${promised}`);
    expect(process.memoryUsage().rss - before).toBeLessThan(32_000_000);
  });

  test("of a central directory is refused", async () => {
    // 22 bytes of end record that announce a directory of 20 MB.
    const size = 20_000_000;
    const zip = Buffer.concat([
      Buffer.alloc(size),
      Buffer.from([
        ...Buffer.from(END),
        ...uint32(0),
        ...uint16(1),
        ...uint16(1),
        ...uint32(size),
        ...uint32(0),
        0,
        0,
      ]),
    ]);
    await expectRefused(zip, "The central directory has 20000000 bytes");
  });

  testWith("python3", "of overlapping entries is refused", async () => {
    // Each entry's data begins with the next one's local header: many names, one kernel of data.
    const script = `
import struct, sys, zlib
kernel = b"x"
count, out, directory, offset = 3, b"", b"", 0
headers = [struct.pack("<4s5H3I2H", b"PK\\3\\4", 20, 0, 0, 0, 0, 0, 0, 0, 1, 0) + bytes([97 + n]) for n in range(count)]
body = kernel
for n in reversed(range(count)):
    crc, size = zlib.crc32(body), len(body)
    local = struct.pack("<4s5H3I2H", b"PK\\3\\4", 20, 0, 0, 0, 0, crc, size, size, 1, 0) + bytes([97 + n])
    body = local + body
    headers[n] = (crc, size)
for n in range(count):
    crc, size = headers[n]
    directory += struct.pack("<4s6H3I5H2I", b"PK\\1\\2", 20, 20, 0, 0, 0, 0, crc, size, size, 1, 0, 0, 0, 0, 0, 31 * n) + bytes([97 + n])
end = struct.pack("<4s4H2IH", b"PK\\5\\6", 0, 0, count, count, len(directory), len(body), 0)
sys.stdout.buffer.write(body + directory + end)`;
    const zip = Buffer.from(runWith({}, "python3", "-c", script), "latin1");
    await expectRefused(zip, 'Entry "a" reaches into what follows it');
  });
});

describe("a data descriptor", () => {
  testWith("python3", "that disagrees with the directory is refused, as is one that is missing", async () => {
    const script = `
import io, sys, zipfile
out = io.BytesIO()
class Stream:
    def write(self, data): return out.write(data)
    def flush(self): pass
with zipfile.ZipFile(Stream(), "w") as archive: archive.writestr("a.txt", "hello")
sys.stdout.buffer.write(out.getvalue())`;
    const zip = Buffer.from(runWith({}, "python3", "-c", script), "latin1");
    const descriptor = at(zip, "PK\x07\x08");
    await readAll(zip);
    for (const offset of [0, 4, 8, 12]) {
      await expectRefused(patch(zip, descriptor + offset, [9]), "data descriptor that disagrees");
    }
    await expectRefused(
      patch(await small(), 6, uint16(8)),
      "is followed by 0 bytes that are no data descriptor",
    );
  });
});
