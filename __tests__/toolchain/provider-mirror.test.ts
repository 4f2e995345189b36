import { chmodSync } from "node:fs";
import { join } from "node:path";
import { findProviderMirror, SUPPORTED_PROVIDERS, TESTED_PROVIDERS } from "../../toolchain";
import { impliedMirrors } from "../../toolchain/mirror-locations";
import { terraformPlatform } from "../../toolchain/provider-mirror";
import { temporaryFolder } from "./temporary-folder";

const folder = temporaryFolder();
const PROVIDER = "registry.terraform.io/hashicorp/aws";

function addUnpacked(mirror: string, version: string, platform = "linux_amd64"): void {
  folder.write(join(mirror, PROVIDER, version, platform, `terraform-provider-aws_v${version}_x5`), "");
}

function addPacked(mirror: string, version: string, platform = "linux_amd64"): void {
  folder.write(join(mirror, PROVIDER, `terraform-provider-aws_${version}_${platform}.zip`), "");
}

/** Searches the made-up folders for either major as if they were this machine's, on linux_amd64. */
function search(
  options: { implied?: string[]; roots?: string[]; named?: string; range?: typeof TESTED_PROVIDERS } = {},
) {
  return findProviderMirror({
    range: options.range ?? SUPPORTED_PROVIDERS,
    environment: options.named ? { SIGNED_LAMBDA_PROVIDER_MIRROR: join(folder.path, options.named) } : {},
    implied: (options.implied ?? []).map((name) => join(folder.path, name)),
    installRoots: (options.roots ?? []).map((name) => join(folder.path, name)),
    platform: "linux_amd64",
  });
}

test.each([
  ["itself", "root"],
  ["a child", "root/plugins"],
  ["a grandchild", "root/terraform/plugins"],
])("a mirror is found when it is %s of an install root", async (_what, place) => {
  addUnpacked(place, "5.100.0");

  const { mirror } = await search({ roots: ["root"] });

  expect(mirror).toEqual({ path: join(folder.path, place), version: "5.100.0", packed: false });
});

test("the search ends two levels below an install root", async () => {
  addUnpacked("root/a/b/c", "5.100.0");

  expect((await search({ roots: ["root"] })).mirror).toBeUndefined();
});

test("the newest version wins, by number and not by text, wherever it is", async () => {
  addUnpacked("implied", "5.100.0");
  addUnpacked("root/old", "6.9.0");
  addUnpacked("root/new", "5.100.0");
  addUnpacked("root/new", "6.25.0");

  const { mirror } = await search({ implied: ["implied"], roots: ["root"] });

  expect(mirror).toMatchObject({ path: join(folder.path, "root/new"), version: "6.25.0" });
});

test("of equal versions Terraform's own folder wins", async () => {
  addUnpacked("root/a", "5.100.0");
  addUnpacked("implied", "5.100.0");

  const { mirror } = await search({ implied: ["implied"], roots: ["root"] });

  expect(mirror?.path).toBe(join(folder.path, "implied"));
});

test("a packed provider counts, and is known as packed", async () => {
  addPacked("root", "6.25.0");
  addPacked("root", "6.26.0", "darwin_arm64");

  const { mirror } = await search({ roots: ["root"] });

  expect(mirror).toEqual({ path: join(folder.path, "root"), version: "6.25.0", packed: true });
});

test.each([
  ["too old", () => addUnpacked("root", "5.99.1")],
  ["of the next major version", () => addUnpacked("root", "7.0.0")],
  ["a pre-release", () => addUnpacked("root", "6.0.0-beta1")],
  ["for another system", () => addUnpacked("root", "5.100.0", "darwin_arm64")],
  ["for another processor", () => addUnpacked("root", "5.100.0", "linux_arm64")],
  ["an empty folder", () => folder.write(join("root", PROVIDER, "5.100.0/linux_amd64/LICENSE.txt"), "")],
  [
    "another provider",
    () => folder.write("root/registry.terraform.io/hashicorp/random/5.100.0/linux_amd64/x", ""),
  ],
])("a provider that is %s doesn't count", async (_what, add) => {
  add();

  expect((await search({ roots: ["root"] })).mirror).toBeUndefined();
});

describe("for the local environment", () => {
  const range = TESTED_PROVIDERS;

  test("the version that is tested is taken, wherever a newer major is", async () => {
    addUnpacked("implied", "6.25.0");
    addUnpacked("root/both", "5.100.0");
    addUnpacked("root/both", "6.25.0");

    const { mirror } = await search({ implied: ["implied"], roots: ["root"], range });

    expect(mirror).toMatchObject({ path: join(folder.path, "root/both"), version: "5.100.0" });
  });

  test("a mirror of the newer major alone doesn't count, and is told of", async () => {
    addUnpacked("root/new", "6.25.0");
    addUnpacked("root/new", "6.9.0");

    const { mirror, unfit } = await search({ roots: ["root"], range });

    expect(mirror).toBeUndefined();
    expect(unfit).toEqual([`${join(folder.path, "root/new")} (6.9.0, 6.25.0)`]);
  });

  test("SIGNED_LAMBDA_PROVIDER_MIRROR that names such a mirror is an error that says what is expected", async () => {
    addUnpacked("named", "6.25.0");

    await expect(search({ named: "named", range })).rejects.toThrow(
      `SIGNED_LAMBDA_PROVIDER_MIRROR names ${join(folder.path, "named")}, which holds no hashicorp/aws ~> 5.100 ` +
        "for linux_amd64, got: 6.25.0. Name a mirror that has it, or unset the variable.",
    );
  });
});

test("without a mirror it tells where it looked", async () => {
  const { mirror, lookedAt } = await search({ implied: ["implied"], roots: ["root"] });

  expect(mirror).toBeUndefined();
  expect(lookedAt.join("\n")).toMatch(new RegExp(`${folder.path}/implied\n${folder.path}/root `));
});

test("a folder that may not be read is passed over", async () => {
  addUnpacked("root/readable", "5.100.0");
  folder.write("root/forbidden/x/y", "");
  chmodSync(join(folder.path, "root/forbidden"), 0o000);
  try {
    const { mirror } = await search({ roots: ["root"] });
    expect(mirror?.path).toBe(join(folder.path, "root/readable"));
  } finally {
    chmodSync(join(folder.path, "root/forbidden"), 0o700);
  }
});

describe("SIGNED_LAMBDA_PROVIDER_MIRROR", () => {
  test("wins over a newer version elsewhere", async () => {
    addUnpacked("named", "5.100.0");
    addUnpacked("root", "6.25.0");

    const { mirror } = await search({ named: "named", roots: ["root"] });

    expect(mirror).toMatchObject({ path: join(folder.path, "named"), version: "5.100.0" });
  });

  test("that names no folder is an error, not a reason to look elsewhere", async () => {
    addUnpacked("root", "6.25.0");

    await expect(search({ named: "missing", roots: ["root"] })).rejects.toThrow(
      /SIGNED_LAMBDA_PROVIDER_MIRROR names .*missing, which holds no hashicorp\/aws >= 5\.100\.0, < 7\.0\.0 for linux_amd64/,
    );
  });

  test("that names the folder one level too deep is an error that says which one to name", async () => {
    addUnpacked("named", "5.100.0");

    await expect(search({ named: "named/registry.terraform.io" })).rejects.toThrow(
      /Name the folder above registry\.terraform\.io/,
    );
  });
});

describe("Terraform's implied mirrors, as its documentation lists them", () => {
  const cwd = join(process.cwd(), "terraform.d/plugins");

  test("on Linux", () => {
    expect(impliedMirrors({}, "linux", "/home/me")).toEqual([
      cwd,
      "/home/me/.terraform.d/plugins",
      "/home/me/.local/share/terraform/plugins",
      "/usr/local/share/terraform/plugins",
      "/usr/share/terraform/plugins",
    ]);
  });

  test("on Linux with XDG variables", () => {
    expect(impliedMirrors({ XDG_DATA_HOME: "/data", XDG_DATA_DIRS: "/a:/b" }, "linux", "/home/me")).toEqual([
      cwd,
      "/home/me/.terraform.d/plugins",
      "/data/terraform/plugins",
      "/a/terraform/plugins",
      "/b/terraform/plugins",
    ]);
  });

  test("on macOS", () => {
    expect(impliedMirrors({}, "darwin", "/Users/me")).toEqual([
      cwd,
      "/Users/me/.terraform.d/plugins",
      "/Users/me/Library/Application Support/io.terraform/plugins",
      "/Library/Application Support/io.terraform/plugins",
    ]);
  });

  test("on Windows", () => {
    expect(impliedMirrors({ APPDATA: "/appdata" }, "win32", "/Users/me")).toEqual([
      cwd,
      "/appdata/terraform.d/plugins",
      "/appdata/HashiCorp/Terraform/plugins",
    ]);
  });
});

test.each([
  ["linux", "x64", "linux_amd64"],
  ["darwin", "arm64", "darwin_arm64"],
  ["win32", "ia32", "windows_386"],
])("Terraform calls %s on %s %s", (os, arch, platform) => {
  expect(terraformPlatform(os, arch)).toBe(platform);
});
