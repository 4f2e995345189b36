/** Go, in which Terraform is written, takes SSL_CERT_FILE on Linux only: elsewhere it won't trust the stand-in. */
export function describeOnLinux(title: string, tests: () => void): void {
  if (process.platform === "linux") describe(title, tests);
  else describe.skip(`${title} (skipped: SSL_CERT_FILE is for Linux)`, tests);
}
