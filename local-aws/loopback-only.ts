import type { IncomingHttpHeaders } from "node:http";

/**
 * Why a request must be refused, or `undefined` when it comes from this machine's own programs.
 *
 * The port is open to every program that can reach the loopback address, and a browser is one that runs other
 * people's code: a page can rebind its name's DNS to 127.0.0.1 (the Host gives it away), post to us across sites (the
 * Origin does), or name us as an image's address (Sec-Fetch-Site does). Names under `.localhost` never leave the machine.
 */
export function refusalOf(headers: IncomingHttpHeaders): string | undefined {
  if (!isLoopback(headers.host)) {
    return `Expected a loopback Host header such as 127.0.0.1 or localhost, got: "${headers.host ?? ""}". The local AWS answers this machine only.`;
  }
  if (headers.origin !== undefined && !isLoopback(headers.origin.replace(/^https?:\/\//, ""))) {
    return `Expected no request from a web page, got one from: "${headers.origin}". The local AWS answers this machine's programs only.`;
  }
  const site = headers["sec-fetch-site"];
  // "none" is somebody who typed the address.
  if (site !== undefined && site !== "same-origin" && site !== "none") {
    return `Expected no request from a web page, got one with "Sec-Fetch-Site: ${String(site)}". The local AWS answers this machine's programs only.`;
  }
  return undefined;
}

function isLoopback(host: string | undefined): boolean {
  const name = (host ?? "").replace(/:\d+$/, "").toLowerCase();
  return name === "127.0.0.1" || name === "[::1]" || name === "localhost" || name.endsWith(".localhost");
}
