/** Where GetFunction and GetLayerVersion say that a package can be downloaded; as on AWS, the URL is the permission. */
export function isCodeDownload(method: string | undefined, path: string): boolean {
  return method === "GET" && /^\/_ministack\/lambda-(code|layers)\//.test(path);
}

/**
 * The emulators' administration (reset, settings), and ministack's other ways to call a function: the front offers none
 * of it. ministack's starts with an underscore, which no bucket's name does; moto's could be a bucket's, and S3 isn't its.
 */
export function isEmulatorsOwn(path: string, service: string | undefined): boolean {
  const decoded = decodedPath(path).replace(/^[/.\\]+/, "");
  return decoded.startsWith("_") || (service !== "s3" && /^moto-api(\/|$)/i.test(decoded));
}

/** As an emulator that decodes more than once could read it. */
function decodedPath(path: string): string {
  try {
    const decoded = decodeURIComponent(path);
    return decoded === path ? path : decodedPath(decoded);
  } catch {
    return path;
  }
}
