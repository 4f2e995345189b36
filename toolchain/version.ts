/** A released version, such as 5.100.0. Pre-releases have no such form, and Terraform's ranges exclude them too. */
export type Version = readonly [major: number, minor: number, patch: number];

/** Reads `1.2.3` (nothing before or after it). */
export function parseVersion(text: string): Version | undefined {
  const match = /^(\d+)\.(\d+)\.(\d+)$/.exec(text);
  return match ? [Number(match[1]), Number(match[2]), Number(match[3])] : undefined;
}

/** Negative when `a` is older than `b`, 0 when they are equal, positive when it is newer. */
export function compareVersions(a: Version, b: Version): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}

export function formatVersion(version: Version): string {
  return version.join(".");
}
