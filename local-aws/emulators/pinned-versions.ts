import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { EMULATORS, type EmulatorName } from "./services";

/**
 * Versions of the emulators that are installed, which the list of requirements pins.
 * @throws Error when the list doesn't.
 */
export function pinnedVersions(): Readonly<Record<EmulatorName, string>> {
  const list = readFileSync(resolve("local-aws", "emulators", "requirements.txt"), "utf8");
  const versionOf = (name: EmulatorName): string => {
    const version = new RegExp(`^${name}(\\[\\w+\\])?==(\\S+)`, "m").exec(list)?.[2];
    if (version === undefined) {
      throw new Error(`Expected "${name}==<version>" in requirements.txt, got no such line.`);
    }
    return version;
  };
  return Object.fromEntries(EMULATORS.map((name) => [name, versionOf(name)])) as Record<EmulatorName, string>;
}
