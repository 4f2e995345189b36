import { createWriteStream, mkdirSync, type WriteStream } from "node:fs";
import { dirname } from "node:path";
import { type Answered, auditRecord, type AuditRecord } from "./record";
import { isDataEvent } from "./event-name";

/** How many records `GET /_local/audit` shows; the file has them all. */
const SHOWN = 1_000;

/** What was called and by whom, one JSON record a line, in CloudTrail's form. */
export interface AuditLog {
  readonly file: string;
  add(answered: Answered): void;
  /** The latest, oldest first. */
  latest(): readonly AuditRecord[];
  /** Writes what is still on its way. */
  close(): Promise<void>;
}

/** Appends to a file that only its owner may read; it is made with the first record. */
export function openAuditLog(file: string): AuditLog {
  let stream: WriteStream | undefined;
  const latest: AuditRecord[] = [];
  return {
    file,
    add(answered) {
      if (isDataEvent(answered.request.service, answered.operation.name)) {
        return;
      }
      const record = auditRecord(answered);
      latest.push(record);
      if (latest.length > SHOWN) {
        latest.shift();
      }
      stream ??= append(file);
      stream.write(`${JSON.stringify(record)}\n`);
    },
    latest: () => latest,
    close: () => new Promise((done) => (!stream || stream.destroyed ? done() : stream.end(() => done()))),
  };
}

function append(file: string): WriteStream {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const stream = createWriteStream(file, { flags: "a", mode: 0o600 });
  // A full disk must not end what is being audited; the records are still shown.
  stream.on("error", (error) => process.stderr.write(`The audit log can't be written: ${error.message}\n`));
  return stream;
}
