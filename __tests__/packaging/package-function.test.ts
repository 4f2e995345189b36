import { execFileSync } from "node:child_process";
import { cpSync, readFileSync, utimesSync } from "node:fs";
import { dirname, join } from "node:path";
import { packageFunction } from "../../packaging";
import { packInChild } from "./pack-in-child";
import { readZip } from "./read-zip";
import { removeTemporaryFolders, temporaryFolder, writeFiles } from "./temporary-folder";

// Children are started and folders copied, on a machine that may be busy.
jest.setTimeout(60_000);
afterEach(removeTemporaryFolders);

const pack = (sourceDirectory: string) =>
  packageFunction({ sourceDirectory, outputDirectory: temporaryFolder(), name: "f" });

/** Unpacks a ZIP and evaluates an expression on what its index.js exports. */
function evaluate(zip: string, expression: string): unknown {
  const folder = temporaryFolder();
  writeFiles(folder, Object.fromEntries(readZip(zip).map(({ name, content }) => [name, content])));
  const code = `(async () => { const fn = require("./index.js"); process.stdout.write(JSON.stringify(await (${expression}))); })()`;
  return JSON.parse(
    execFileSync(process.execPath, ["-e", code], { cwd: folder, encoding: "utf8", timeout: 30_000 }),
  ) as unknown;
}

const source = {
  "index.ts": `
    // a comment that says secret-comment
    import { greet } from "./lib/greet";
    export const handler = async (event: { name: string }) => greet(event.name);
  `,
  "lib/greet.ts": `export function greet(name: string) { return \`Hello, \${name}\`; }`,
};

it("runs", async () => {
  const { path } = await pack(temporaryFolder(source));
  expect(evaluate(path, `fn.handler({ name: "Lambda" })`)).toBe("Hello, Lambda");
});

it.each(["index.ts", "index.js", "index.mjs"])("begins at %s", async (entry) => {
  const { path } = await pack(temporaryFolder({ [entry]: `export const handler = () => "${entry}";` }));
  expect(evaluate(path, "fn.handler()")).toBe(entry);
});

it("is named after its folder", async () => {
  const sourceDirectory = join(
    temporaryFolder({ "my-function/index.ts": "export const handler = 1;" }),
    "my-function",
  );
  const packed = await packageFunction({ sourceDirectory, outputDirectory: temporaryFolder() });
  expect(packed.name).toBe("my-function");
});

it("keeps the names that stack traces show", async () => {
  const { path } = await pack(
    temporaryFolder({
      "index.ts": `
        function chargeIsWrong() { throw new Error("no"); }
        export const handler = () => { try { chargeIsWrong(); } catch { return chargeIsWrong.name; } };`,
    }),
  );
  expect(evaluate(path, "fn.handler()")).toBe("chargeIsWrong");
});

it("holds one file, without a comment, a path or a source map", async () => {
  const folder = temporaryFolder(source);
  const { path, sourceMapPath } = await pack(folder);
  const entries = readZip(path);
  expect(entries.map(({ name }) => name)).toEqual(["index.js"]);
  const code = entries[0]!.content.toString();
  for (const trace of ["sourceMappingURL", "secret-comment", "greet.ts", "lib/", folder, process.cwd()]) {
    expect(code).not.toContain(trace);
  }

  expect(dirname(sourceMapPath!)).toBe(dirname(path));
  expect(sourceMapPath).toBe(path.replace(/\.zip$/, ".js.map"));
  const map = JSON.parse(readFileSync(sourceMapPath!, "utf8")) as {
    sources: string[];
    sourcesContent: string[];
  };
  expect(map.sourcesContent).toContain(source["lib/greet.ts"]);
  expect(map.sources.filter((name) => name.startsWith("/"))).toEqual([]);
});

describe("a sample function", () => {
  it("is the same to the byte from another checkout, day, umask and time zone", () => {
    const runs = [
      { timeZone: "UTC", umask: "022", date: new Date("2020-01-01T00:00:00Z"), checkout: "checkout" },
      {
        timeZone: "Asia/Kathmandu",
        umask: "077",
        date: new Date("2025-07-15T12:34:57Z"),
        checkout: "deep/er/check out",
      },
    ];
    const packed = runs.map(({ timeZone, umask, date, checkout }) => {
      const root = join(temporaryFolder(), checkout);
      const functionFolder = join(root, "lambda-src/submit-claim");
      cpSync("lambda-src/submit-claim", functionFolder, { recursive: true });
      cpSync("node_modules/zod", join(root, "node_modules/zod"), { recursive: true });
      cpSync("tsconfig.json", join(root, "tsconfig.json"));
      utimesSync(join(functionFolder, "index.ts"), date, date);
      return readFileSync(
        packInChild({ what: "function", source: functionFolder, output: temporaryFolder(), timeZone, umask }),
      );
    });
    expect(packed[1]!.equals(packed[0]!)).toBe(true);
  });

  it.each(["submit-claim", "signing-profile-health"])(
    "%s has a handler and no path of the checkout",
    async (name) => {
      const { path } = await pack(join("lambda-src", name));
      expect(evaluate(path, "typeof fn.handler")).toBe("function");
      const code = readZip(path)[0]!.content.toString();
      for (const trace of [process.cwd(), "lambda-src", "node_modules/"]) expect(code).not.toContain(trace);
    },
  );
});
