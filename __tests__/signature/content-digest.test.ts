import { createHash } from "node:crypto";
import { fromBuffer } from "../../signature";
import { readArchive } from "../../signature/archive";
import { contentDigest } from "../../signature/content-digest";
import { ITEMS, pack, PYTHON_CONTENT_DIGEST, runWith, sign, testWith } from "./support";

const digest = async (zip: Buffer): Promise<string> => {
  const source = fromBuffer(zip);
  return (await contentDigest(source, (await readArchive(source)).entries)).toString("hex");
};
const sha384 = (text: string) => createHash("sha384").update(text).digest("hex");

describe("the content digest", () => {
  test("is SHA-384 over names and unpacked bodies in order, without separators", async () => {
    const zip = await pack([
      ["b.txt", "second"],
      ["folder/", ""],
      ["a.txt", "first"],
    ]);
    expect(await digest(zip)).toBe(sha384("b.txtsecondfolder/a.txtfirst"));
  });

  test("can't tell a byte of a name from one of its body, as AWS's can't", async () => {
    expect(await digest(await pack([["ab", "c"]]))).toBe(await digest(await pack([["a", "bc"]])));
  });

  test("leaves out the signature file, and nothing else in META_INF/", async () => {
    const zip = await pack([
      ["META_INF/", ""],
      ["META_INF/aws_signer_signature_v1.0.SF", "left out"],
      ["META_INF/aws_signer_signature_v1.0.SF2", "counts"],
    ]);
    expect(await digest(zip)).toBe(sha384("META_INF/META_INF/aws_signer_signature_v1.0.SF2counts"));
  });

  const packers: Record<string, () => Promise<Buffer> | Buffer> = {
    "yazl, signed": async () => sign(await pack(ITEMS)),
    "yazl with ZIP64": () => pack(ITEMS, { forceZip64Format: true }),
    "python, stored and deflated": () => python(`zipfile.ZipFile(out, "w")`),
    "python to a stream, with data descriptors": () => python(`zipfile.ZipFile(Stream(), "w")`),
    "python with ZIP64 local headers": () => python(`zipfile.ZipFile(out, "w")`, "force_zip64=True"),
  };
  for (const [packer, make] of Object.entries(packers)) {
    testWith("python3", `equals the one that Python computes, packed by ${packer}`, async () => {
      const zip = await make();
      expect(await digest(zip)).toBe(runWith({ "a.zip": zip }, "python3", "-c", PYTHON_CONTENT_DIGEST));
    });
  }

  testWith("zip", "equals the one that Python computes, packed by Info-ZIP into a pipe", async () => {
    const zip = Buffer.from(
      runWith({ "a.js": "a".repeat(9999), "b.txt": "" }, "zip", "-", "a.js", "b.txt"),
      "latin1",
    );
    expect(await digest(zip)).toBe(runWith({ "a.zip": zip }, "python3", "-c", PYTHON_CONTENT_DIGEST));
  });
});

function python(open: string, entryOptions = ""): Buffer {
  const script = `
import io, sys, zipfile
out = io.BytesIO()
class Stream:
    def write(self, data): return out.write(data)
    def flush(self): pass
with ${open} as archive:
    for name, body, method in [("a.js", b"a" * 300000, 8), ("ä.txt", b"x", 0), ("folder/", b"", 0), ("b", b"", 8)]:
        entry = zipfile.ZipInfo(name)
        entry.compress_type = method
        with archive.open(entry, "w", ${entryOptions}) as file: file.write(body)
sys.stdout.buffer.write(out.getvalue())
`;
  return Buffer.from(runWith({}, "python3", "-c", script), "latin1");
}
