import { open } from "node:fs/promises";
import { type ByteSource, fromFile } from "../../signature";
import { Failure } from "../failure";

/** A file's bytes, read as they are asked for. */
export interface FileSource extends ByteSource {
  close(): Promise<void>;
}

/** @throws Failure when there is no such file, or it is a folder or a device */
export async function openFile(path: string): Promise<FileSource> {
  const handle = await open(path, "r").catch((error: unknown) => {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") {
      throw new Failure("not-found", `Expected a file '${path}', but there is none.`, { cause: error });
    }
    throw new Failure(
      code === "EACCES" || code === "EPERM" ? "access-denied" : "usage",
      `The file '${path}' can't be read: ${message}`,
      { cause: error },
    );
  });
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) {
      throw new Failure(
        "usage",
        `Expected '${path}' to be a ZIP file, got ${stat.isDirectory() ? "a folder" : "something else"}.`,
      );
    }
    return { ...fromFile(handle, stat.size), close: () => handle.close() };
  } catch (error) {
    await handle.close();
    throw error;
  }
}
