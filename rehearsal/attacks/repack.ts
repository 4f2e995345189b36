import { buffer } from "node:stream/consumers";
import { fromBuffer, type Entry, type ZipFile } from "yauzl";
import { ZipFile as NewZipFile } from "yazl";

/**
 * Packs the entries of a ZIP anew, in their order, each body as `change` gives it back: what anyone with a ZIP tool
 * does to a package. Compression and times may differ, which a signature doesn't cover.
 */
export async function repack(zip: Buffer, change: (name: string, body: Buffer) => Buffer): Promise<Buffer> {
  const source = await open(zip);
  const target = new NewZipFile();
  for await (const { entry, body } of bodies(source)) {
    const name = entry.fileName;
    if (name.endsWith("/")) target.addEmptyDirectory(name.slice(0, -1));
    else target.addBuffer(change(name, body), name);
  }
  target.end();
  return buffer(target.outputStream);
}

const open = (zip: Buffer): Promise<ZipFile> =>
  new Promise((resolve, reject) => {
    fromBuffer(zip, { lazyEntries: true }, (error, file) => (error ? reject(error) : resolve(file)));
  });

async function* bodies(file: ZipFile): AsyncGenerator<{ entry: Entry; body: Buffer }> {
  for (;;) {
    const entry = await new Promise<Entry | undefined>((resolve, reject) => {
      file
        .once("entry", resolve)
        .once("end", () => resolve(undefined))
        .once("error", reject);
      file.readEntry();
    });
    file.removeAllListeners();
    if (!entry) return;
    const body = entry.fileName.endsWith("/") ? Buffer.alloc(0) : await read(file, entry);
    yield { entry, body };
  }
}

const read = (file: ZipFile, entry: Entry): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    file.openReadStream(entry, (error, stream) => (error ? reject(error) : resolve(buffer(stream))));
  });
