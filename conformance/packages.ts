import { buffer } from "node:stream/consumers";
import { fromBuffer, type Entry, type ZipFile } from "yauzl";
import { ZipFile as NewZipFile } from "yazl";

/** A name (a folder's ends with a slash) and its unpacked body. */
export type Item = readonly [name: string, body: string | Buffer];

export interface PackOptions {
  readonly compress?: boolean;
  readonly mtime?: Date;
  readonly mode?: number;
  readonly comment?: string;
  /** Each entry gets an extra field (of ZIP64). */
  readonly forceZip64Format?: boolean;
}

/** Packs with yazl, in the order of the items. */
export async function pack(items: readonly Item[], options: PackOptions = {}): Promise<Buffer> {
  const { comment, mtime = new Date(0), ...more } = options;
  const zip = new NewZipFile();
  for (const [name, body] of items) {
    if (name.endsWith("/")) zip.addEmptyDirectory(name, { mtime });
    else zip.addBuffer(Buffer.from(body), name, { mtime, ...more });
  }
  zip.end({ forceZip64Format: false, comment: comment ?? "" });
  return buffer(zip.outputStream);
}

/** A package whose handler answers `answer`. */
export const handlerThatAnswers = (answer: string): Promise<Buffer> => pack(handlerItems(answer));

export const handlerItems = (answer: string): Item[] => [
  ["index.js", `exports.handler = async () => ${JSON.stringify(answer)};\n`],
  ["lib/", ""],
  ["lib/table.json", JSON.stringify({ answer })],
];

export interface UnpackedEntry {
  readonly name: string;
  readonly body: Buffer;
  /** 0 is stored, 8 deflated. */
  readonly compressionMethod: number;
}

/** Unpacks with yauzl, in the order of the central directory. */
export async function unpack(zip: Buffer): Promise<UnpackedEntry[]> {
  const file = await open(zip);
  const entries: UnpackedEntry[] = [];
  for (let entry = await next(file); entry; entry = await next(file)) {
    entries.push({
      name: entry.fileName,
      body: entry.fileName.endsWith("/") ? Buffer.alloc(0) : await read(file, entry),
      compressionMethod: entry.compressionMethod,
    });
  }
  return entries;
}

/** The package unpacked, changed and packed again, as anyone with a ZIP tool can. */
export async function repacked(
  zip: Buffer,
  change: (items: Item[]) => readonly Item[],
  options: PackOptions = {},
): Promise<Buffer> {
  const items = (await unpack(zip)).map(({ name, body }): Item => [name, body]);
  return pack(change(items), options);
}

const open = (zip: Buffer): Promise<ZipFile> =>
  new Promise((done, fail) => {
    fromBuffer(zip, { lazyEntries: true }, (error, file) => (error ? fail(error) : done(file)));
  });

async function next(file: ZipFile): Promise<Entry | undefined> {
  const entry = await new Promise<Entry | undefined>((done, fail) => {
    file
      .once("entry", done)
      .once("end", () => done(undefined))
      .once("error", fail);
    file.readEntry();
  });
  file.removeAllListeners();
  return entry;
}

const read = (file: ZipFile, entry: Entry): Promise<Buffer> =>
  new Promise((done, fail) => {
    file.openReadStream(entry, (error, stream) => (error ? fail(error) : done(buffer(stream))));
  });
