import fc from "fast-check";
import {
  authority,
  CLAIMS,
  type Item,
  isThere,
  ITEMS,
  pack,
  runWith,
  sign,
  SIGNATURE_FILE,
  signatureOf,
  toPem,
  unpack,
  verify,
} from "./support";
import { type EntryEncoding, type EntryToWrite, PLAIN, writeZip } from "./zip-writer";

/** A signed package, taken apart by yauzl. */
interface Sample {
  readonly zip: Buffer;
  readonly entries: readonly Entry[];
  readonly signature: Buffer;
}
type Entry = readonly [name: Buffer, body: Buffer];

const python = (script: string) => Buffer.from(runWith({}, "python3", "-c", script), "latin1");

const PACKAGES: Record<string, () => Promise<Buffer> | Buffer> = {
  "one file": () => pack([["index.js", "exports.handler = async () => 'hello';\n"]]),
  "files and folders": () => pack(ITEMS),
  "many files": () =>
    pack(Array.from({ length: 120 }, (_, at): Item => [`lib/${at % 7}/${at}.js`, `exports.n = ${at};\n`])),
  "nested folders": () =>
    pack([
      ["a/", ""],
      ["a/b/", ""],
      ["a/b/c/", ""],
      ["a/b/c/index.js", "1"],
      ["a/index.js", "2"],
    ]),
  stored: () => pack(ITEMS, { compress: false }),
  "ZIP64 and a comment": () => pack(ITEMS, { forceZip64Format: true, comment: "PK or not" }),
  "names beyond ASCII": () =>
    pack([
      ["größe.js", "1"],
      ["日本/語.js", "2"],
      ["e\u0301.js", "decomposed"],
      ["\u00e9.js", "composed"],
    ]),
  "empty files": () =>
    pack([
      ["a", ""],
      ["b", ""],
      ["c/", ""],
      ["d.js", "x"],
    ]),
  "META_INF/ of its own": () => pack([["META_INF/", ""], ["META_INF/notes", "n"], ...ITEMS]),
  ...(isThere("python3") && {
    "python's, streamed with data descriptors": () =>
      python(`
import io, sys, zipfile
out = io.BytesIO()
class Stream:
    def write(self, data): return out.write(data)
    def flush(self): pass
with zipfile.ZipFile(Stream(), "w", zipfile.ZIP_DEFLATED) as archive:
    for name in ("index.js", "lib/a.js", "lib/b.js"): archive.writestr(name, name * 50)
sys.stdout.buffer.write(out.getvalue())`),
  }),
  ...(isThere("zip") && {
    "Info-ZIP's, into a pipe": () =>
      Buffer.from(runWith({ "a.js": "a".repeat(5000), "b.txt": "" }, "zip", "-", "a.js", "b.txt"), "latin1"),
  }),
};

/**
 * Registers the tests: `altered` packages whose content or signature was changed, of which not one may be accepted; and
 * fewer of those that must be, for each of them is verified to the end.
 */
export function testMutations(altered: number): void {
  const recoded = Math.ceil(altered / 20);
  const damaged = Math.ceil(altered / 20);
  jest.setTimeout(1_800_000);

  let samples: Sample[];
  /** The range in each sample's signature that its signed attributes take, and others that somebody's signature covers. */
  let coveredOf: ((der: Buffer) => readonly (readonly [from: number, to: number])[]) | undefined;

  beforeAll(async () => {
    samples = await Promise.all(
      Object.values(PACKAGES).map(async (make) => {
        const zip = await sign(await make());
        const items = (await unpack(zip)).map(([name, body]): Entry => [Buffer.from(name), body]);
        return {
          zip,
          entries: items.filter(([name]) => name.toString() !== SIGNATURE_FILE),
          signature: (await signatureOf(zip)).pem,
        };
      }),
    );
    const { certificates } = await authority();
    coveredOf = (der) => [
      attributesOf(der),
      // Below the root: its own copy in the file is covered by nothing, and never trusted for being there.
      ...[...certificates.slice(0, -1)].map((certificate) => toBeSignedOf(der, der.indexOf(certificate))),
      // Of the signature itself, the second number.
      [der.length - 44, der.length - 4],
    ];
  }, 60_000);

  /** From the first signed attribute to the last: from contentType's sequence to the signature's algorithm. */
  function attributesOf(der: Buffer): [number, number] {
    const start = der.indexOf(Buffer.from("06092a864886f70d010903", "hex"));
    return [start, der.indexOf(Buffer.from("300a06082a8648ce3d040303", "hex"), start)];
  }

  /** The contents of a certificate's TBSCertificate: two headers of four bytes stand before it. */
  function toBeSignedOf(der: Buffer, certificate: number): [number, number] {
    return [certificate + 8, certificate + 8 + der.readUInt16BE(certificate + 6)];
  }

  /** What AWS digests. */
  const digested = (entries: readonly Entry[]): Buffer => Buffer.concat(entries.flat());
  const isSame = (a: readonly Entry[], b: readonly Entry[]): boolean =>
    a.length === b.length && a.every(([name, body], at) => name.equals(b[at]![0]) && body.equals(b[at]![1]));

  const encoding: fc.Arbitrary<EntryEncoding> = fc.record({
    level: fc.constantFrom<EntryEncoding["level"]>("stored", 0, 1, 6, 9),
    modified: fc.nat(0x7fffffff),
    mode: fc.constantFrom(0, 0o100644, 0o100755, 0o104777),
    extra: fc.constantFrom(
      Buffer.alloc(0),
      Buffer.from("5554050003a1b2c3d4", "hex"),
      Buffer.from("7875010001", "hex"),
    ),
    comment: fc.constantFrom("", "a comment"),
    descriptor: fc.constantFrom<EntryEncoding["descriptor"]>(0, 12, 16, 20, 24),
    zip64: fc.boolean(),
  });
  const encodings = fc.array(encoding, { minLength: 1, maxLength: 5 });

  /** Writes entries with the given encodings by turns, the signature file at the place that AWS gives it. */
  function write(
    entries: readonly Entry[],
    signature: Buffer | undefined,
    given: readonly EntryEncoding[],
  ): Buffer {
    const all = signature ? [...entries, [Buffer.from(SIGNATURE_FILE), signature] as const] : entries;
    const toWrite = all.map(([name, body], at): EntryToWrite => {
      const chosen = given[at % given.length]!;
      return { name, body, encoding: name.at(-1) === 0x2f ? { ...chosen, level: "stored" } : chosen };
    });
    return writeZip(toWrite);
  }

  const sampleIndex = fc.nat(Object.keys(PACKAGES).length - 1);

  test(`${recoded} packages that are recompressed, re-timed and described anew are all accepted`, async () => {
    await fc.assert(
      fc.asyncProperty(sampleIndex, encodings, async (index, given) => {
        const { entries, signature } = samples[index]!;
        expect(await verify(write(entries, signature, given))).toMatchObject({ status: "signed", ...CLAIMS });
      }),
      { numRuns: recoded },
    );
  });

  describe("altered", () => {
    const at = fc.nat(1_000_000);
    const name = fc.stringMatching(/^[a-zé]{1,8}\/?$/).map((text) => Buffer.from(text));
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 8 }).map((array) => Buffer.from(array));

    type Change = (entries: Entry[]) => void;
    const replaceAt = (entries: Entry[], position: number, change: (entry: Entry) => Entry) => {
      const index = position % entries.length;
      entries[index] = change(entries[index]!);
    };
    const splice = (buffer: Buffer, position: number, remove: number, insert: Buffer): Buffer => {
      const start = position % (buffer.length + 1);
      return Buffer.concat([buffer.subarray(0, start), insert, buffer.subarray(start + remove)]);
    };
    const contentChange: fc.Arbitrary<Change> = fc.oneof(
      // A bit of a body.
      fc.tuple(at, at, fc.nat(7)).map(
        ([entry, byte, bit]): Change =>
          (entries) =>
            replaceAt(entries, entry, ([ofEntry, body]) => {
              const copy = Buffer.from(body);
              if (copy.length > 0) copy[byte % copy.length]! ^= 1 << bit;
              return [ofEntry, copy];
            }),
      ),
      // Bytes put into a body, cut out of it, or exchanged.
      fc.tuple(at, at, fc.nat(8), bytes).map(
        ([entry, byte, remove, insert]): Change =>
          (entries) =>
            replaceAt(entries, entry, ([ofEntry, body]) => [ofEntry, splice(body, byte, remove, insert)]),
      ),
      // The same with a name.
      fc.tuple(at, at, fc.nat(2), name).map(
        ([entry, byte, remove, insert]): Change =>
          (entries) =>
            replaceAt(entries, entry, ([ofEntry, body]) => [splice(ofEntry, byte, remove, insert), body]),
      ),
      // The case of a letter in a name, or a folder's slash.
      fc.tuple(at, at).map(
        ([entry, byte]): Change =>
          (entries) =>
            replaceAt(entries, entry, ([ofEntry, body]) => {
              const copy = Buffer.from(ofEntry);
              if (copy.length > 0) copy[byte % copy.length]! ^= 0x20;
              return [copy, body];
            }),
      ),
      at.map(
        (entry): Change =>
          (entries) =>
            void entries.splice(entry % entries.length, 1),
      ),
      fc.tuple(at, name, fc.oneof(bytes, fc.constant(Buffer.alloc(0)))).map(
        ([entry, newName, body]): Change =>
          (entries) =>
            void entries.splice(entry % (entries.length + 1), 0, [newName, body]),
      ),
      // The order of two entries.
      fc.tuple(at, at).map(([from, to]): Change => (entries) => {
        const [moved] = entries.splice(from % entries.length, 1);
        entries.splice(to % (entries.length + 1), 0, moved!);
      }),
      // The bodies of two entries.
      fc.tuple(at, at).map(([one, other]): Change => (entries) => {
        const [a, b] = [one % entries.length, other % entries.length];
        [entries[a], entries[b]] = [
          [entries[a]![0], entries[b]![1]],
          [entries[b]![0], entries[a]![1]],
        ];
      }),
    );

    const counts = { refused: 0, signature: 0, boundary: 0, unchanged: 0 };
    afterAll(() => {
      process.stdout.write(
        `Of ${altered} altered packages: content refused ${counts.refused}, signature refused ${counts.signature}; ` +
          `digest the same, for only a boundary moved ${counts.boundary}; nothing changed in the end ${counts.unchanged}\n`,
      );
    });

    const CONTENT = Math.ceil(altered * 0.85);
    test(`${CONTENT} packages with other names, bodies or order: not one is accepted`, async () => {
      await fc.assert(
        fc.asyncProperty(
          sampleIndex,
          fc.array(contentChange, { minLength: 1, maxLength: 3 }),
          encodings,
          async (index, changes, given) => {
            const { entries, signature } = samples[index]!;
            const mutant = [...entries];
            for (const change of changes) if (mutant.length > 0) change(mutant);

            const { status } = await verify(write(mutant, signature, given));
            if (isSame(mutant, entries)) {
              counts.unchanged++;
              expect(status).toBe("signed");
            } else if (digested(mutant).equals(digested(entries))) {
              // AWS's digest can't tell these apart: see contentDigest.
              counts.boundary++;
            } else {
              counts.refused++;
              expect(status).toBe("invalid");
            }
          },
        ),
        { numRuns: CONTENT },
      );
      // The lazy way to have no failure would be to alter nothing.
      expect(counts.refused).toBeGreaterThan(CONTENT * 0.9);
    });

    const SIGNATURES = altered - CONTENT;
    test(`${SIGNATURES} packages with another signature, or with a bit of it changed: not one is accepted`, async () => {
      const changedBit = fc
        .tuple(at, at, fc.nat(7))
        .map(([range, byte, bit]) => (sample: Sample): Buffer | undefined => {
          const der = Buffer.from(sample.signature.toString().replace(/-----[^-]+-----/g, ""), "base64");
          const ranges = coveredOf!(der);
          const [from, to] = ranges[range % ranges.length]!;
          der[from + (byte % (to - from))]! ^= 1 << bit;
          return Buffer.from(toPem(der));
        });
      const cut = at.map(
        (byte) =>
          ({ signature }: Sample) =>
            signature.subarray(0, byte % signature.length),
      );
      const ofAnother = at.map((other) => (sample: Sample) => {
        const others = samples.filter(({ entries }) => !digested(entries).equals(digested(sample.entries)));
        return others[other % others.length]!.signature;
      });
      const none = fc.constant(() => undefined);
      const change: fc.Arbitrary<(sample: Sample) => Buffer | undefined> = fc.oneof(
        { arbitrary: changedBit, weight: 8 },
        { arbitrary: cut, weight: 1 },
        { arbitrary: ofAnother, weight: 2 },
        { arbitrary: none, weight: 1 },
      );
      await fc.assert(
        fc.asyncProperty(sampleIndex, change, encodings, async (index, alter, given) => {
          const sample = samples[index]!;
          const signature = alter(sample);
          const { status } = await verify(write(sample.entries, signature, given));
          counts.signature++;
          expect(status).toBe(signature ? "invalid" : "unsigned");
        }),
        { numRuns: SIGNATURES },
      );
    });
  });

  test(`${damaged} packages with bytes changed, cut out or put in anywhere are refused, or have the signed content`, async () => {
    const mutation = fc.oneof(
      fc.record({
        at: fc.nat(1_000_000),
        bytes: fc.uint8Array({ minLength: 1, maxLength: 4 }),
        remove: fc.constantFrom(0, 1, 4),
      }),
      // A changed byte in place: what an attacker and a bad disk do most.
      fc.record({
        at: fc.nat(1_000_000),
        bytes: fc.uint8Array({ minLength: 1, maxLength: 1 }),
        remove: fc.constant(1),
      }),
    );
    await fc.assert(
      fc.asyncProperty(
        sampleIndex,
        fc.array(mutation, { minLength: 1, maxLength: 3 }),
        async (index, mutations) => {
          const { zip, entries } = samples[index]!;
          let mutant = zip;
          for (const { at, bytes, remove } of mutations) {
            const start = at % mutant.length;
            mutant = Buffer.concat([mutant.subarray(0, start), bytes, mutant.subarray(start + remove)]);
          }
          const verdict = await verify(mutant);
          if (verdict.status === "signed") {
            expect(verdict).toMatchObject(CLAIMS);
            const unpacked = (await unpack(mutant)).map(([name, body]): Entry => [Buffer.from(name), body]);
            expect(
              isSame(
                unpacked.filter(([name]) => name.toString() !== SIGNATURE_FILE),
                entries,
              ),
            ).toBe(true);
          } else {
            expect(["unsigned", "invalid"]).toContain(verdict.status);
          }
        },
      ),
      { numRuns: damaged },
    );
  });

  test("a package written by the tests' own writer is one that yauzl reads, too", async () => {
    const body = Buffer.from("x".repeat(1000));
    for (const descriptor of [0, 16] as const) {
      const zip = writeZip(
        [{ name: Buffer.from("ä"), body, encoding: { ...PLAIN, level: 6, descriptor } }],
        "c",
      );
      expect(await unpack(zip)).toEqual([["ä", body]]);
    }
  });
}
