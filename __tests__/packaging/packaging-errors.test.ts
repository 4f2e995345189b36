import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { packageDirectory, packageFunction, PackagingError } from "../../packaging";
import { packageFiles } from "../../packaging/package-files";
import { removeTemporaryFolders, temporaryFolder } from "./temporary-folder";

// Children are started and folders copied, on a machine that may be busy.
jest.setTimeout(60_000);
afterEach(removeTemporaryFolders);

async function refusal(packing: Promise<unknown>): Promise<PackagingError> {
  const error = await packing.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(PackagingError);
  return error as PackagingError;
}

const pack = (directory: string, outputDirectory = temporaryFolder()) =>
  packageDirectory({ directory, outputDirectory, name: "packed" });

it("says what was expected, what came and what to do", async () => {
  const { message, expected, got, remedy } = await refusal(pack(temporaryFolder()));
  expect(message).toBe(`Expected ${expected}, got ${got}. ${remedy}`);
  expect(message).toBe(
    "Expected at least one file to package for 'packed', got none. " +
      "Build the function first, or name the folder that holds its code.",
  );
});

it("refuses a folder with nothing but empty folders", async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "a", "b"), { recursive: true });
  expect((await refusal(pack(folder))).got).toBe("none");
});

it("refuses a folder that isn't there, or isn't one", async () => {
  const folder = temporaryFolder({ file: "" });
  expect((await refusal(pack(join(folder, "missing")))).got).toContain("which is not there");
  expect((await refusal(pack(join(folder, "file")))).got).toContain("which is not a folder");
});

describe("Lambda's 250 MB", () => {
  it("are refused when the folder is one byte over, before anything is written", async () => {
    const folder = temporaryFolder({ big: "", small: "x" });
    truncateSync(join(folder, "big"), 262_144_000);
    const output = temporaryFolder();
    const { message } = await refusal(pack(folder, output));
    expect(message).toContain("at most 262144000 bytes unpacked (Lambda's limit of 250 MB)");
    expect(message).toContain("got 262144001 bytes in 2 files");
    expect(readdirSync(output)).toEqual([]);
  });

  it("are accepted to the byte", async () => {
    const file = {
      name: "big",
      isExecutable: false,
      size: 262_144_000,
      read: () => Promise.resolve(Buffer.of()),
    };
    await expect(
      packageFiles({ files: [file], outputDirectory: temporaryFolder(), name: "f" }),
    ).resolves.toHaveProperty("name", "f");
  });
});

describe("symbolic links", () => {
  it.each([
    ["a file outside", "secret", "leads out of it"],
    ["a folder outside", "outside", "leads out of it"],
    ["nothing", "missing", "is broken"],
  ])("to %s are refused", async (_, target, got) => {
    const parent = temporaryFolder({ secret: "s", "outside/file": "f", "function/index.js": "" });
    mkdirSync(join(parent, "function/deep"));
    symlinkSync(join("../..", target), join(parent, "function/deep/link"));
    const error = await refusal(pack(join(parent, "function")));
    expect(error.got).toBe(`the symbolic link 'deep/link', which ${got}`);
  });

  it("by absolute path are refused, to a folder whose name begins like this one's too", async () => {
    const parent = temporaryFolder({ "function-2/file": "f", "function/index.js": "" });
    symlinkSync(join(parent, "function-2"), join(parent, "function/link"));
    expect((await refusal(pack(join(parent, "function")))).got).toContain("'link', which leads out of it");
  });

  it("out of the folder are refused behind a link that stays inside", async () => {
    const parent = temporaryFolder({ secret: "s", "function/index.js": "" });
    symlinkSync("../secret", join(parent, "function/z-out"));
    symlinkSync("z-out", join(parent, "function/a-in"));
    expect((await refusal(pack(join(parent, "function")))).got).toContain("which leads out of it");
  });

  it.each([".", "..", "../../deep"])("in a circle (%s) are refused", async (target) => {
    const folder = temporaryFolder({ "deep/er/file": "f" });
    symlinkSync(target, join(folder, "deep/er/link"));
    const error = await refusal(pack(folder));
    expect(error.got).toBe("the symbolic link 'deep/er/link' to a folder that contains it");
  });

  it("to themselves are refused", async () => {
    const folder = temporaryFolder({ file: "f" });
    symlinkSync("loop", join(folder, "loop"));
    expect((await refusal(pack(folder))).got).toContain("'loop', which is broken");
  });
});

it("refuses a pipe, which would never end", async () => {
  const folder = temporaryFolder({ file: "" });
  execFileSync("python3", ["-c", "import os, sys; os.mkfifo(sys.argv[1])", join(folder, "pipe")]);
  expect((await refusal(pack(folder))).got).toBe("'pipe', which is a pipe, a socket or a device");
});

it.each(["a\\b", "C:file"])("refuses the name %s, which moves when it is unpacked", async (name) => {
  expect((await refusal(pack(temporaryFolder({ [name]: "" })))).got).toBe(`'${name}'`);
});

it("refuses a name that isn't UTF-8", async () => {
  const folder = temporaryFolder();
  writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), Buffer.of(0xe9)]), "");
  expect((await refusal(pack(folder))).expected).toContain("file names in UTF-8");
});

it("refuses an output folder inside the packaged one, existing or not", async () => {
  const folder = temporaryFolder({ file: "" });
  const expected = `an output folder outside of '${folder}'`;
  expect((await refusal(pack(folder, folder))).expected).toBe(expected);
  expect((await refusal(pack(folder, join(folder, "new", "out")))).expected).toBe(expected);

  const outside = join(temporaryFolder(), "link");
  symlinkSync(folder, outside);
  expect((await refusal(pack(folder, outside))).expected).toBe(expected);
});

it.each(["", "a/b", "..", ".hidden", "a b"])("refuses the package name '%s'", async (name) => {
  const packing = packageDirectory({
    directory: temporaryFolder({ file: "" }),
    outputDirectory: temporaryFolder(),
    name,
  });
  expect((await refusal(packing)).got).toBe(`'${name}'`);
});

it("leaves nothing behind when a file can't be read", async () => {
  const outputDirectory = temporaryFolder();
  const files = Array.from({ length: 30 }, (_, index) => ({
    name: `file-${index}`,
    isExecutable: false,
    size: 1,
    read: () =>
      index === 20 ? Promise.reject(new Error("disk on fire")) : Promise.resolve(Buffer.from("x")),
  }));
  await expect(packageFiles({ files, outputDirectory, name: "f" })).rejects.toThrow("disk on fire");
  expect(readdirSync(outputDirectory)).toEqual([]);
});

describe("a function", () => {
  const packFunction = (files: Record<string, string>) =>
    packageFunction({
      sourceDirectory: temporaryFolder(files),
      outputDirectory: temporaryFolder(),
      name: "f",
    });

  it("without an entry file is refused", async () => {
    const { message } = await refusal(packFunction({ "handler.ts": "" }));
    expect(message).toContain("Expected one of index.ts, index.js, index.mjs in '");
    expect(message).toContain("', got none of them. Export the function's `handler` from index.ts.");
  });

  it("with errors is refused with each one's file and line", async () => {
    const { got } = await refusal(
      packFunction({
        "index.ts": 'import "./helper";\nimport "no-such-package";\n',
        "helper.ts": "export const a = 1;\n\nexport const a = 2;\n",
      }),
    );
    expect(got).toContain('helper.ts:3: The symbol "a" has already been declared');
    expect(got).toContain('index.ts:2: Could not resolve "no-such-package"');
  });

  it.each([
    ["an empty file", { "index.ts": "" }],
    ["types alone", { "index.ts": "export type Claim = string;\nexport {};\n" }],
    ["side effects alone", { "index.ts": 'import "./helper";\n', "helper.ts": "export const a = 1;\n" }],
    ["a script", { "index.js": "console.log(1);\n" }],
  ])("with %s for its entry is refused: Lambda would find no handler", async (_, files) => {
    const { message } = await refusal(packFunction(files));
    const entry = Object.keys(files)[0];
    expect(message).toMatch(
      /^Expected a function that exports its handler from '.*', got a file without any/,
    );
    expect(message).toContain(`Export the function's \`handler\` from ${entry}.`);
  });

  it.each<[string, Record<string, string>]>([
    ["module.exports", { "index.js": "module.exports = { handler: () => 1 };\n" }],
    ["exports", { "index.js": "exports.handler = () => 1;\n" }],
    ["export =", { "index.ts": "const handler = () => 1;\nexport = { handler };\n" }],
    ["a default", { "index.mjs": "export default () => 1;\n" }],
    ["all of another file", { "index.ts": 'export * from "./a";\n', "a.ts": "export const handler = 1;\n" }],
    ["all of a CommonJS file", { "index.ts": 'export * from "./a";\n', "a.js": "exports.handler = 1;\n" }],
  ])("that exports by %s is packed", async (_, files) => {
    await expect(packFunction(files)).resolves.toHaveProperty("name", "f");
  });

  describe("with a link out of its folder", () => {
    const packLinked = (link: string, target: string) => {
      const parent = temporaryFolder({
        "outside/index.ts": "export const handler = 1;",
        "function/index.js": "exports.handler = 1;",
      });
      mkdirSync(dirname(join(parent, "function", link)), { recursive: true });
      symlinkSync(join(parent, "outside", target), join(parent, "function", link));
      return packageFunction({
        sourceDirectory: join(parent, "function"),
        outputDirectory: temporaryFolder(),
        name: "f",
      });
    };

    it.each([
      ["its entry", "index.ts", "index.ts"],
      ["a folder that it may import from", "lib", "."],
    ])("for %s is refused", async (_, link, target) => {
      expect((await refusal(packLinked(link, target))).got).toBe(
        `the symbolic link '${link}', which leads out of it`,
      );
    });

    it("that a package manager made is packed", async () => {
      await expect(packLinked("node_modules/outside", ".")).resolves.toHaveProperty("name", "f");
    });
  });
});
