import fc from "fast-check";
import { packageDirectory } from "../../packaging";
import { readZip } from "./read-zip";
import { removeTemporaryFolders, temporaryFolder } from "./temporary-folder";

afterEach(removeTemporaryFolders);

// Names that sort differently by bytes, by UTF-16 units and by locale. Folders and files begin differently, so
// that no path needs the same name for both.
const word = fc.constantFrom("a", "B", "é", "e\u0301", "～", "\u{1F600}", " x", "a.b", "日本", "~", "#", "_");
const path = fc
  .tuple(fc.array(word, { maxLength: 3 }), word)
  .map(([folders, file]) => [...folders.map((name) => `d${name}`), `f${file}`].join("/"));
const tree = fc.dictionary(path, fc.uint8Array({ maxLength: 2000 }), {
  minKeys: 1,
  maxKeys: 12,
  noNullPrototype: true,
});
const treeInTwoOrders = tree.chain((files) =>
  fc.record({
    files: fc.constant(files),
    order: fc.shuffledSubarray(Object.keys(files), { minLength: Object.keys(files).length }),
  }),
);

it("packs any tree to the same bytes in any order of creation, and Python reads the same tree back", async () => {
  const pack = (files: [string, Uint8Array][]) =>
    packageDirectory({
      directory: temporaryFolder(
        Object.fromEntries(files.map(([name, bytes]) => [name, Buffer.from(bytes)])),
      ),
      outputDirectory: temporaryFolder(),
      name: "tree",
    });

  await fc.assert(
    fc.asyncProperty(treeInTwoOrders, async ({ files, order }) => {
      const one = await pack(Object.entries(files));
      const other = await pack(order.map((name) => [name, files[name]!]));
      expect(other.sha256).toBe(one.sha256);

      const entries = readZip(one.path);
      const sorted = Object.keys(files).sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
      expect(entries.map(({ name }) => name)).toEqual(sorted);
      for (const { name, content } of entries) expect(content.equals(files[name]!)).toBe(true);
    }),
    { numRuns: 20 },
  );
}, 60_000);
