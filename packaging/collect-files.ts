import type { Stats } from "node:fs";
import { readdir, readFile, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import { isInside } from "./is-inside";
import type { PackagedFile } from "./packaged-file";
import { PackagingError } from "./packaging-error";

/**
 * Lists every file under `directory`, in no particular order. Links that stay inside are followed. Empty
 * folders are left out: git keeps none, so a ZIP that held them would differ between two checkouts.
 *
 * @throws PackagingError when there is no such folder; or for a symbolic link that is broken, circular or leads
 * out of the folder; a pipe, socket or device; a name that a ZIP can't hold.
 */
export async function collectFiles(
  directory: string,
  options: {
    /** Entries of this name are neither listed nor checked, wherever they are. @default all entries are */
    readonly except?: string;
  } = {},
): Promise<PackagedFile[]> {
  const root = await realpath(directory).catch(() => undefined);
  if (root === undefined || !(await stat(root)).isDirectory()) {
    throw new PackagingError(
      "a folder to package",
      `'${directory}', which is ${root === undefined ? "not there" : "not a folder"}`,
      "Name an existing folder.",
    );
  }
  return collect({ root, path: root, name: "", ancestors: [root], except: options.except });
}

interface Folder {
  /** Real path of the folder that is packaged: nothing outside it may enter the ZIP. */
  readonly root: string;
  readonly path: string;
  /** Name inside the ZIP, "" for the root. */
  readonly name: string;
  /** Real paths of the root and of all folders down to this one: meeting one of them again is a circle. */
  readonly ancestors: readonly string[];
  readonly except: string | undefined;
}

async function collect(folder: Folder): Promise<PackagedFile[]> {
  const entries = (await readdir(folder.path, { withFileTypes: true })).filter(
    ({ name }) => name !== folder.except,
  );
  const files = entries.map(async (entry): Promise<PackagedFile[]> => {
    const name = folder.name === "" ? entry.name : `${folder.name}/${entry.name}`;
    refuseUnsafeName(name, entry.name);
    const path = join(folder.path, entry.name);
    const target = entry.isSymbolicLink() ? await targetInside(folder.root, path, name) : path;
    const stats = await stat(target);
    if (stats.isDirectory()) {
      if (folder.ancestors.includes(target)) {
        throw new PackagingError(
          "folders that end somewhere",
          `the symbolic link '${name}' to a folder that contains it`,
          "Remove the link.",
        );
      }
      return collect({ ...folder, path: target, name, ancestors: [...folder.ancestors, target] });
    }
    return [packagedFile(target, name, stats)];
  });
  return (await Promise.all(files)).flat();
}

function packagedFile(path: string, name: string, stats: Stats): PackagedFile {
  if (!stats.isFile()) {
    throw new PackagingError(
      "only files and folders",
      `'${name}', which is a pipe, a socket or a device`,
      "Remove it from the folder.",
    );
  }
  return { name, isExecutable: (stats.mode & 0o100) !== 0, size: stats.size, read: () => readFile(path) };
}

async function targetInside(root: string, link: string, name: string): Promise<string> {
  const target = await realpath(link).catch(() => undefined);
  if (target === undefined) {
    throw new PackagingError(
      "links that lead to a file or folder",
      `the symbolic link '${name}', which is broken`,
      "Repair or remove the link.",
    );
  }
  if (!isInside(root, target)) {
    throw new PackagingError(
      "links that stay inside the folder",
      `the symbolic link '${name}', which leads out of it`,
      "Copy what it points to into the folder: the content that is signed must be the folder's own.",
    );
  }
  return target;
}

/**
 * yazl turns `\` into `/`, which moves the file or lets it collide with another one, and takes `C:` for a drive.
 * Node shows bytes that aren't UTF-8 as U+FFFD, and then can't open the file under that name.
 */
function refuseUnsafeName(name: string, lastPart: string): void {
  if (/[\\\uFFFD]/.test(lastPart) || /^[A-Za-z]:/.test(name)) {
    throw new PackagingError(
      "file names in UTF-8 without a backslash or a drive letter",
      `'${name}'`,
      "Rename the file: unpackers disagree on where it belongs.",
    );
  }
}
