import { createHash } from "node:crypto";
import {
  closeSync,
  fchmodSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { Failure } from "../failure";

/** What an audit asks, as far as it decides what the answers are. */
export interface AuditScope {
  readonly regions: readonly string[];
  /** `null`: AWS's own. */
  readonly endpoint: string | null;
  /** Profile of the AWS configuration files, or else a lasting access key ID; `null` for neither. */
  readonly identity: string | null;
  readonly versions: boolean;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** What the next page is asked for with; `null` after the last. */
  readonly next: string | null;
}

/** A line of the file. */
type Entry =
  | { readonly listing: string; readonly page: Page<unknown> }
  | { readonly restarted: string }
  | { readonly fact: string; readonly value: unknown };

interface Header {
  readonly signedLambdaAudit: 1;
  readonly startedAt: string;
  readonly process: number;
  readonly scope: AuditScope;
}

/** Older than that, what an audit left is not gone on with unless the call names the file: too much may have changed. */
const STALE_MS = 60 * 60_000;

/**
 * What an audit has read so far. As JSON lines in a file it outlives the process; the last line may be torn, and is then
 * read again. Only answers are kept: what couldn't be read is asked for again.
 */
export class AuditState {
  private readonly listings = new Map<string, Page<unknown>[]>();
  private readonly facts = new Map<string, unknown>();
  private file: number | undefined;

  private constructor(
    readonly startedAt: Date,
    readonly path: string | undefined,
  ) {}

  /** Whether it goes on with what an earlier audit read. */
  get isResumed(): boolean {
    return this.resumed;
  }
  private resumed = false;

  /**
   * Goes on with the file if there is one, or begins it.
   * @throws Failure when the file is something else, or of an audit of something else: it is left as it is
   */
  static open(path: string, scope: AuditScope, now: Date): AuditState {
    const content = readIfThere(path);
    if (content === undefined || content.length === 0) return AuditState.begin(path, scope, now);

    // A line that has no end was being written when the process ended.
    const whole = content.lastIndexOf(0x0a) + 1;
    const [first = "", ...lines] = content.subarray(0, whole).toString("utf8").split("\n");
    const header = readHeader(first, path);
    if (JSON.stringify(header.scope) !== JSON.stringify(scope)) {
      throw new Failure(
        "usage",
        `Expected '${path}' to be of an audit of ${describe(scope)}, got one of ${describe(header.scope)}. Name another ` +
          "file, or remove this one.",
      );
    }
    const state = new AuditState(new Date(header.startedAt), path);
    state.resumed = true;
    for (const line of lines) if (line !== "") state.take(readEntry(line, path));
    state.file = openFile(path, "r+");
    ftruncateSync(state.file, whole);
    closeSync(state.file);
    state.file = openFile(path, "a");
    return state;
  }

  /** The file for this scope in the user's own folder for such things; in memory alone where another audit has it. */
  static openDefault(scope: AuditScope, environment: NodeJS.ProcessEnv, now: Date): AuditState {
    const home = environment.XDG_STATE_HOME || join(environment.HOME || homedir(), ".local", "state");
    const name = createHash("sha256").update(JSON.stringify(scope)).digest("hex").slice(0, 16);
    const path = join(home, "signed-lambda", `audit-${name}.jsonl`);
    try {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      const header = readIfThere(path)?.toString("utf8").split("\n", 1)[0];
      if (header) {
        const { startedAt, process: owner } = readHeader(header, path);
        if (owner !== process.pid && isRunning(owner)) return new AuditState(now, undefined);
        const age = now.getTime() - new Date(startedAt).getTime();
        if (!(age >= 0 && age < STALE_MS)) rmSync(path);
      }
      return AuditState.open(path, scope, now);
    } catch {
      // A folder that can't be written, or a file that was damaged: only going on after an interruption is lost.
      removeIfPossible(path);
      return new AuditState(now, undefined);
    }
  }

  private static begin(path: string, scope: AuditScope, now: Date): AuditState {
    const state = new AuditState(now, path);
    state.file = openFile(path, "a");
    const header: Header = {
      signedLambdaAudit: 1,
      startedAt: now.toISOString(),
      process: process.pid,
      scope,
    };
    writeSync(state.file, `${JSON.stringify(header)}\n`);
    return state;
  }

  pages<T>(listing: string): readonly Page<T>[] {
    return (this.listings.get(listing) ?? []) as Page<T>[];
  }

  addPage(listing: string, page: Page<unknown>): void {
    this.write({ listing, page });
  }

  /** Forgets a listing's pages. */
  restart(listing: string): void {
    this.write({ restarted: listing });
  }

  fact<T>(name: string): T | undefined {
    return this.facts.get(name) as T | undefined;
  }

  addFact(name: string, value: unknown): void {
    this.write({ fact: name, value });
  }

  /** @param remove whether it has served its purpose */
  close(remove: boolean): void {
    if (this.file !== undefined) closeSync(this.file);
    this.file = undefined;
    if (remove && this.path !== undefined) rmSync(this.path, { force: true });
  }

  private write(entry: Entry): void {
    this.take(entry);
    // At once: a process that is killed takes its own buffers along.
    if (this.file !== undefined) writeSync(this.file, `${JSON.stringify(entry)}\n`);
  }

  private take(entry: Entry): void {
    if ("fact" in entry) {
      this.facts.set(entry.fact, entry.value);
    } else if ("restarted" in entry) {
      this.listings.delete(entry.restarted);
    } else {
      const pages = this.listings.get(entry.listing);
      if (pages) pages.push(entry.page);
      else this.listings.set(entry.listing, [entry.page]);
    }
  }
}

function readIfThere(path: string): Buffer | undefined {
  try {
    if (!statSync(path).isFile()) throw new Error("it is no file");
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw unusable(path, error);
  }
}

/** That only this user can read: it names all that an account has. */
function openFile(path: string, flags: "a" | "r+"): number {
  try {
    const file = openSync(path, flags, 0o600);
    fchmodSync(file, 0o600);
    return file;
  } catch (error) {
    throw unusable(path, error);
  }
}

const unusable = (path: string, error: unknown): Failure =>
  new Failure(
    "usage",
    `Expected a file to keep the state of the audit in, got '${path}', which can't be used: ${(error as Error).message}`,
    { cause: error },
  );

function removeIfPossible(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // Nor can it be made.
  }
}

function readHeader(line: string, path: string): Header {
  try {
    const header = JSON.parse(line) as Partial<Header>;
    if (header.signedLambdaAudit === 1 && header.scope && header.startedAt) return header as Header;
  } catch {
    // It is something else.
  }
  throw new Failure(
    "usage",
    `Expected '${path}' to be the state of an earlier audit, or not to be there, got something else. It is left as it is.`,
  );
}

function readEntry(line: string, path: string): Entry {
  try {
    return JSON.parse(line) as Entry;
  } catch (error) {
    throw new Failure("usage", `The state of the audit in '${path}' is damaged. Remove it, and begin anew.`, {
      cause: error,
    });
  }
}

const describe = ({ regions, endpoint, identity, versions }: AuditScope): string =>
  `${regions.join(", ")}${versions ? " with published versions" : ""} at ${endpoint ?? "AWS"} as ${identity ?? "the default identity"}`;

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
