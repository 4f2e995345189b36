import { homedir } from "node:os";
import { join, resolve } from "node:path";

/**
 * The folders that Terraform reads as filesystem mirrors without being told to, in its order.
 * Source: "Implied Local Mirror Directories" in https://developer.hashicorp.com/terraform/cli/config/config-file
 */
export function impliedMirrors(
  environment: NodeJS.ProcessEnv,
  os: NodeJS.Platform = process.platform,
  home: string = environment.HOME ?? homedir(),
): string[] {
  return [resolve("terraform.d", "plugins"), ...perUserAndSystem(environment, os, home)];
}

function perUserAndSystem(environment: NodeJS.ProcessEnv, os: NodeJS.Platform, home: string): string[] {
  if (os === "win32") {
    const appData = environment.APPDATA ?? join(home, "AppData", "Roaming");
    return [join(appData, "terraform.d", "plugins"), join(appData, "HashiCorp", "Terraform", "plugins")];
  }
  const perUser = join(home, ".terraform.d", "plugins");
  if (os === "darwin") {
    const library = join("Library", "Application Support", "io.terraform", "plugins");
    return [perUser, join(home, library), join("/", library)];
  }
  // The defaults are those of the XDG Base Directory Specification.
  const dataHome = environment.XDG_DATA_HOME || join(home, ".local", "share");
  const dataDirs = (environment.XDG_DATA_DIRS || "/usr/local/share:/usr/share").split(":").filter(Boolean);
  return [perUser, ...[dataHome, ...dataDirs].map((folder) => resolve(folder, "terraform", "plugins"))];
}

/** Where machine images and administrators put what no package manager installs. */
export function conventionalInstallRoots(os: NodeJS.Platform = process.platform): string[] {
  return os === "win32"
    ? ["C:\\ProgramData", "C:\\Program Files"]
    : [
        "/opt",
        "/usr/local",
        "/usr/local/lib",
        "/usr/local/share",
        "/usr/lib",
        "/usr/share",
        "/srv",
        "/var/lib",
      ];
}
