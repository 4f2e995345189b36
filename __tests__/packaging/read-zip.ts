import { execFileSync } from "node:child_process";

/** An entry of a ZIP, as Python's zipfile reads it. */
export interface ReadEntry {
  readonly name: string;
  readonly content: Buffer;
  /** Unix permissions, such as 0o644. */
  readonly mode: number;
  /** Local time, `[year, month, day, hour, minute, second]`. */
  readonly time: number[];
  readonly extraBytes: number;
  readonly isUtf8: boolean;
}

const SCRIPT = `
import base64, json, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as archive:
    print(json.dumps([dict(
        name=info.filename, content=base64.b64encode(archive.read(info)).decode(),
        mode=(info.external_attr >> 16) & 0o777, time=info.date_time,
        extraBytes=len(info.extra), isUtf8=bool(info.flag_bits & 0x800),
    ) for info in archive.infolist()]))
`;

/** Reads a ZIP with an implementation that shares nothing with the one that wrote it. */
export function readZip(path: string): ReadEntry[] {
  const json = execFileSync("python3", ["-c", SCRIPT, path], {
    encoding: "utf8",
    timeout: 60_000,
    maxBuffer: 64 * 1024 * 1024,
  });
  return (JSON.parse(json) as (Omit<ReadEntry, "content"> & { content: string })[]).map((entry) => ({
    ...entry,
    content: Buffer.from(entry.content, "base64"),
  }));
}
