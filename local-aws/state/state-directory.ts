import { randomUUID } from "node:crypto";
import { chmodSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import {
  createSigningAuthority,
  exportAuthority,
  importAuthority,
  type ExportedAuthority,
  type SigningAuthority,
} from "../../signature";
import { claimFile, type Claim } from "../claim";
import type { EmulatorName } from "../emulators";
import type { Store } from "../store";
import { JournaledStore } from "./journaled-store";
import { MANIFEST, type Manifest, readJson, readManifest } from "./manifest";
import { replaceFile } from "./replace-file";
import type { State } from "./state";

/** Of what the project writes itself; another one is refused. */
const FORMAT = 1;

const HOLDER = "holder.json";
const RECORDS = "records";
const AUTHORITY = "signing-authority.json";

/** Versions of the emulators, by their names. */
export type EmulatorVersions = Readonly<Record<EmulatorName, string>>;

/**
 * A state in a folder of its own, of which nobody else may read anything: it holds the key of the signing authority and
 * those of KMS. One local AWS has it at a time.
 */
export class StateDirectory implements State {
  private readonly stores = new Map<string, Store<unknown>>();
  private isReleased = false;

  private constructor(
    /** Absolute path. */
    readonly directory: string,
    readonly id: string,
    private readonly claim: Claim,
  ) {}

  /**
   * Opens the folder, or makes it.
   * @throws Error when another local AWS has it, when it holds something else, or when other versions wrote it.
   */
  static open(path: string, emulators: EmulatorVersions): StateDirectory {
    const directory = resolve(path);
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    // Before anything is written: it may be somebody else's.
    if (!readManifest(directory)) {
      expectEmpty(directory);
    }
    const claim = claimFile(
      join(directory, HOLDER),
      (pid) =>
        `Another local AWS has its state in ${directory} (process ${pid}): stop it, or choose another folder.`,
    );
    try {
      const manifest = readManifest(directory) ?? writeManifest(directory, emulators);
      expectSame(directory, manifest, emulators);
      mkdirSync(join(directory, RECORDS), { recursive: true, mode: 0o700 });
      return new StateDirectory(directory, manifest.id, claim);
    } catch (error) {
      claim.release();
      throw error;
    }
  }

  store<T>(name: string): Store<T> {
    const store = this.stores.get(name) ?? this.newStore(name);
    this.stores.set(name, store);
    return store as Store<T>;
  }

  empty(): void {
    this.detachStores();
    this.stores.clear();
    const records = join(this.directory, RECORDS);
    rmSync(records, { recursive: true, force: true });
    mkdirSync(records, { mode: 0o700 });
  }

  async authority(options: { region: string; now: Date }): Promise<SigningAuthority> {
    const file = join(this.directory, AUTHORITY);
    const kept = readJson(file) as ExportedAuthority | undefined;
    if (kept !== undefined) {
      return importAuthority(kept);
    }
    const authority = await createSigningAuthority(options);
    replaceFile(file, JSON.stringify(await exportAuthority(authority)) + "\n");
    return authority;
  }

  emulatorFolder(name: EmulatorName): string {
    const folder = join(this.directory, name);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return folder;
  }

  /** What still runs of its local AWS goes on with what it has, and writes no more: the folder may be another's now. */
  release(): void {
    this.isReleased = true;
    this.detachStores();
    this.claim.release();
  }

  private newStore(name: string): Store<unknown> {
    return this.isReleased
      ? new Map<string, unknown>()
      : new JournaledStore<unknown>(join(this.directory, RECORDS, `${name}.jsonl`));
  }

  private detachStores(): void {
    for (const store of this.stores.values()) {
      if (store instanceof JournaledStore) {
        store.detach();
      }
    }
  }
}

function writeManifest(directory: string, emulators: EmulatorVersions): Manifest {
  chmodSync(directory, 0o700);
  const manifest: Manifest = { format: FORMAT, id: randomUUID(), emulators };
  replaceFile(join(directory, MANIFEST), JSON.stringify(manifest, null, 2) + "\n");
  return manifest;
}

function expectEmpty(directory: string): void {
  const others = readdirSync(directory).filter(
    (name) => !name.startsWith(HOLDER) && !name.startsWith(MANIFEST),
  );
  if (others.length > 0) {
    throw new Error(
      `Expected ${directory} to be empty or to hold the state of a local AWS, got something else (${others[0]}): name another folder.`,
    );
  }
}

function expectSame(
  directory: string,
  { format, emulators: wrote }: Manifest,
  emulators: EmulatorVersions,
): void {
  if (format !== FORMAT) {
    throw new Error(
      `The state in ${directory} has format ${format}, and this local AWS reads ${FORMAT}: name another folder, or use the version of this project that wrote it.`,
    );
  }
  const different = (Object.keys(emulators) as EmulatorName[]).filter(
    (name) => wrote[name] !== emulators[name],
  );
  if (different.length > 0) {
    const [name] = different;
    throw new Error(
      `The state in ${directory} was written with ${name} ${wrote[name!] ?? "of an unknown version"}, and this local AWS has ${emulators[name!]}: name another folder, or use the version of this project that wrote it.`,
    );
  }
}
