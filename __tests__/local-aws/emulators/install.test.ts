import { execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { installEmulators } from "../../../local-aws/emulators";
import { requirePython } from "../../../toolchain";
import { isAlive } from "../../../local-aws/processes";
import { WORKSPACE } from "../boto3-client";
import { descendantsOf, eventually } from "../descendants";

jest.setTimeout(300_000);

/** Writes a wheel with one module, so that installing needs no network. */
const WHEEL = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w") as wheel:
    wheel.writestr("tiny.py", "answer = 42")
    info = "tiny-1.0.dist-info/"
    wheel.writestr(info + "METADATA", "Metadata-Version: 2.1\\nName: tiny\\nVersion: 1.0\\n")
    wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
    wheel.writestr(info + "RECORD", "tiny.py,,\\n" + info + "METADATA,,\\n" + info + "WHEEL,,\\n" + info + "RECORD,,\\n")
`;

describe("the installer", () => {
  let folder: string;
  let python: string;
  let wheel: string;

  beforeAll(async () => {
    python = await requirePython();
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "install-"));
    wheel = join(folder, "tiny-1.0-py3-none-any.whl");
    execFileSync(python, ["-I", "-c", WHEEL, wheel]);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function requirements(sha256 = createHash("sha256").update(readFileSync(wheel)).digest("hex")): string {
    const file = join(folder, "requirements.txt");
    writeFileSync(file, `tiny @ ${pathToFileURL(wheel).href} --hash=sha256:${sha256}\n`);
    return file;
  }

  function install(list: string, environment: NodeJS.ProcessEnv = {}) {
    const script = resolve("local-aws", "emulators", "install.py");
    const child = spawn(python, ["-I", script, join(folder, "python"), list, "the-stamp"], {
      env: { ...process.env, ...environment },
      timeout: 120_000,
    });
    const output = { text: "" };
    child.stdout.on("data", (chunk: Buffer) => (output.text += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (output.text += chunk.toString()));
    return { child, output, exited: once(child, "close").then(([code]) => code as number | null) };
  }

  const answer = () =>
    execFileSync(join(folder, "python", "bin", "python"), ["-s", "-c", "import tiny; print(tiny.answer)"], {
      encoding: "utf8",
    }).trim();

  test("installs into its own folder, whatever pip is told elsewhere, and does nothing the next time", async () => {
    const list = requirements();
    const elsewhere = join(folder, "elsewhere");
    const first = install(list, {
      PIP_TARGET: elsewhere,
      PIP_USER: "1",
      PYTHONPATH: "/nonexistent",
      PYTHONHOME: "",
    });
    expect([await first.exited, first.output.text]).toEqual([0, expect.stringContaining("tiny")]);
    expect(answer()).toBe("42");
    expect(existsSync(elsewhere)).toBe(false);
    const second = install(list);
    expect([await second.exited, second.output.text]).toEqual([0, ""]);
  });

  test("installs nothing whose hash differs", async () => {
    const run = install(requirements("0".repeat(64)));
    expect(await run.exited).not.toBe(0);
    expect(run.output.text).toContain("THESE PACKAGES DO NOT MATCH THE HASHES");
    expect(existsSync(join(folder, "python", "requirements.sha256"))).toBe(false);
  });

  test("leaves a folder alone that it didn't make, and says so", async () => {
    const theirs = join(folder, "python", "thesis.py");
    mkdirSync(join(folder, "python"));
    writeFileSync(theirs, "years of work");
    const run = install(requirements());
    expect(await run.exited).not.toBe(0);
    expect(run.output.text).toContain(`${join(folder, "python")} holds something else than the emulators`);
    expect(readFileSync(theirs, "utf8")).toBe("years of work");
  });

  test("builds anew what was killed half-way", async () => {
    const half = join(folder, "python", "half-written");
    mkdirSync(join(folder, "python"));
    writeFileSync(join(folder, "python", "requirements.sha256"), "unfinished");
    writeFileSync(half, "");
    expect(await install(requirements()).exited).toBe(0);
    expect(existsSync(half)).toBe(false);
    expect(answer()).toBe("42");
  });

  test("of two at once, the second waits and finds the work done", async () => {
    const list = requirements();
    const first = install(list);
    await eventually(() => first.output.text.includes("Making"));
    const second = install(list);
    expect([await first.exited, await second.exited]).toEqual([0, 0]);
    expect(second.output.text.trim()).toBe("Waiting for another process that installs the emulators");
    expect(answer()).toBe("42");
  });

  test("ends with whoever started it, pip too, and is built anew after that", async () => {
    const list = requirements();
    const first = install(list);
    await eventually(() => first.output.text.includes("Making"));
    await eventually(() => descendantsOf(first.child.pid!).length > 0);
    const processes = [first.child.pid!, ...descendantsOf(first.child.pid!)];
    // As when the parent is killed: its end of the pipe closes.
    first.child.stdin.destroy();
    expect(await first.exited).not.toBe(0);
    expect(await eventually(() => !processes.some(isAlive))).toBe(true);
    expect(existsSync(join(folder, "python"))).toBe(false);
    expect(await install(list).exited).toBe(0);
    expect(answer()).toBe("42");
  });
});

describe("the installation", () => {
  test("stops at once when it is aborted, and leaves neither a process nor half a folder", async () => {
    const workspace = mkdtempSync(join(tmpdir(), "install-"));
    const interrupt = new AbortController();
    // What earlier test files of the same worker left running, such as esbuild's service, is not the installer's.
    const others = descendantsOf(process.pid);
    let processes: number[] = [];
    const installing = installEmulators({
      workspace,
      signal: interrupt.signal,
      onProgress: () => {
        processes = descendantsOf(process.pid).filter((pid) => !others.includes(pid));
        interrupt.abort(new Error("interrupted"));
      },
    });
    const before = Date.now();
    await expect(installing).rejects.toThrow("interrupted");
    expect(Date.now() - before).toBeLessThan(10_000);
    expect(processes.length).toBeGreaterThan(0);
    expect(await eventually(() => !processes.some(isAlive))).toBe(true);
    expect(existsSync(join(workspace, "python"))).toBe(false);
    rmSync(workspace, { recursive: true });
  });

  test("is what the launchers were written for, and costs nothing when it is there", async () => {
    await installEmulators({ workspace: WORKSPACE });
    const progress: string[] = [];
    const python = await installEmulators({
      workspace: WORKSPACE,
      onProgress: (message) => progress.push(message),
    });
    expect(progress).toEqual([]);
    const versions = execFileSync(
      python,
      ["-I", "-c", "from importlib.metadata import version as v; print(v('moto'), v('ministack'))"],
      { encoding: "utf8" },
    );
    expect(versions.trim()).toBe("5.2.5 1.5.33");
  });

  test("pins every package by hash, and names no index", () => {
    const list = readFileSync("local-aws/emulators/requirements.txt", "utf8");
    const packages = list.split(/\n(?=\S)/);
    expect(packages.length).toBeGreaterThan(50);
    for (const one of packages) {
      expect(one).toMatch(/^[a-z0-9.-]+==\S+/);
      expect(one).toMatch(/--hash=sha256:[0-9a-f]{64}/);
    }
    expect(list).not.toMatch(/https?:|--(extra-)?index-url|--find-links/);
  });
});
