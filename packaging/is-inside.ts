import { isAbsolute, relative, resolve, sep } from "node:path";

/** Whether `path` is `folder` or lies below it. Both are resolved, but their links aren't followed. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(resolve(folder), resolve(path));
  return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
