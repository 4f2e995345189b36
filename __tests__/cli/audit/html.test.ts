import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { renderHtml } from "../../../cli/audit/html";
import { toPageData } from "../../../cli/audit/html/page-data";
import { monthsOfExpiry } from "../../../cli/audit/html/timeline";
import type { AuditReport } from "../../../cli/audit/report";
import { runCommand } from "../../../toolchain";
import { exampleReport } from "./example-report";
import { fleetReport } from "./fleet-report";
import { HOSTILE, hostileReport } from "./hostile-report";

/** What a browser takes for the embedded data: from its tag to the first `</script` after it. */
function embedded(page: string): ReturnType<typeof toPageData> {
  const [, json] = /<script type="application\/json" id="data">([^]*?)<\/script/i.exec(page)!;
  return JSON.parse(json!) as ReturnType<typeof toPageData>;
}

const elements = (page: string, name: string): string[] =>
  [...page.matchAll(new RegExp(`<${name}>([^]*?)</${name}`, "gi"))].map(([, text]) => text!);

describe("the page of an audit", () => {
  test("lets no text out of its place, neither in the markup nor in the data", () => {
    const page = renderHtml(hostileReport());
    const plain = renderHtml(exampleReport());
    // An element more than the page has of itself would be the text's.
    for (const tag of [/<script/gi, /<\/script/gi, /<!--/g, /<img/gi]) {
      expect([tag, page.match(tag)?.length]).toEqual([tag, plain.match(tag)?.length]);
    }
    // JSON allows these, older scripts end a line with them.
    expect(/id="data">([^]*)<\/script/.exec(page)![1]).not.toMatch(/[\u2028\u2029]/);
    expect(page).toContain("<title>Code signing audit of account &lt;/script&gt;&lt;script&gt;");
    expect(embedded(page).functions[0]!.name).toBe(HOSTILE);
    expect(embedded(page).notRead).toEqual([{ what: HOSTILE, why: HOSTILE }]);
  });

  test("allows its own style and script and nothing else", () => {
    const page = renderHtml(exampleReport());
    const [, policy] = /http-equiv="Content-Security-Policy"\s+content="([^"]*)"/.exec(page)!;
    const sha256 = (text: string): string =>
      `&#39;sha256-${createHash("sha256").update(text).digest("base64")}&#39;`;
    const [style, ...otherStyles] = elements(page, "style");
    const [script, ...otherScripts] = elements(page, "script");
    expect([otherStyles, otherScripts]).toEqual([[], []]);
    expect(policy!.split("; ")).toEqual([
      "default-src &#39;none&#39;",
      `style-src ${sha256(style!)}`,
      `script-src ${sha256(script!)}`,
      "base-uri &#39;none&#39;",
      "form-action &#39;none&#39;",
    ]);
    expect(page).not.toMatch(/\sstyle=|\son\w+=|\ssrc=|https?:\/\/(?!www\.w3\.org\/2000\/svg)/);
  });

  test("says in its markup, without any script, what was found and what wasn't read", () => {
    const [markup] = renderHtml(exampleReport()).split('<script type="application/json"');
    const text = markup!
      .replace(/<style>[^]*?<\/style>/, "")
      .replace(/<[^>]*>/g, " ")
      .replace(/\s+/g, " ");
    for (const said of [
      `Not fine. ${exampleReport().verdict}`,
      "Exit code 14",
      "1 thing could not be read.",
      "1 critical 3 high 2 medium 1 low",
      "Account 123456789012",
      "Region eu-west-1",
      "Read until 2026-10-06T10:00:30Z",
      "By signed-lambda 0.1.0",
      "Of 1 more signature the expiry is not known.",
    ]) {
      expect(text).toContain(said);
    }
  });

  test.each([
    ["fine", "Fine."],
    ["incomplete", "Not complete."],
    ["not-enforced", "Not fine."],
  ] as const)("calls an audit that ended with %s: %s", (outcome, said) => {
    expect(renderHtml({ ...exampleReport(), outcome })).toContain(`<strong>${said}</strong>`);
  });

  test("of ten thousand functions stays below 10 MB", () => {
    const page = renderHtml(fleetReport(10_000));
    expect(embedded(page).functions).toHaveLength(10_000);
    expect(Buffer.byteLength(page)).toBeLessThan(10_000_000);
  }, 20_000);
});

describe("the page's data", () => {
  const data = toPageData(exampleReport());
  const statusesOf = (name: string) => data.functions.find((one) => one.name.startsWith(name))!.statuses;

  test("has every function's status, the gravest first; what isn't known is never fine", () => {
    expect(statusesOf("submit-claim")).toEqual(["fine"]);
    expect(statusesOf("legacy-report")).toEqual(["unsigned", "not-enforced"]);
    expect(statusesOf("revoked")).toEqual(["revoked"]);
    expect(statusesOf("layered")).toEqual(["unsigned"]);
    expect(statusesOf("not-known")).toEqual(["incomplete"]);
    expect(statusesOf("sandbox")).toEqual(["skipped"]);
  });

  test("keeps apart no config and one that couldn't be read", () => {
    const config = (name: string) => data.functions.find((one) => one.name === name)!.config;
    expect(config("legacy-report")).toBeNull();
    expect(config("not-known")).toBeUndefined();
    expect(data.configs[config("nightly")!]!.policy).toBe("Warn");
  });

  test("has what functions share once", () => {
    const ofFleet = toPageData(fleetReport(1_000));
    expect(ofFleet.configs.length).toBeLessThanOrEqual(2);
    expect(ofFleet.signers.length).toBeLessThanOrEqual(10);
    expect(ofFleet.rules.length).toBeLessThanOrEqual(10);
  });
});

describe("the months until expiry", () => {
  const counts = (report: AuditReport) =>
    monthsOfExpiry(report)
      .filter(({ count }) => count > 0)
      .map(({ label, count, kind }) => [label, count, kind]);

  test("begin with what has expired, and leave no month out", () => {
    const months = monthsOfExpiry(exampleReport());
    // 2026-10 until 2037-12, and what has expired.
    expect(months).toHaveLength(1 + 3 + 11 * 12);
    expect(counts(exampleReport())).toEqual([
      ["expired", 1, "expired"],
      ["2026-12", 1, "soon"],
      ["2037-12", 3, "later"],
    ]);
  });

  test("count a layer version once, however many functions have it", () => {
    const report = exampleReport();
    const [first] = report.functions;
    const layer = { arn: "arn:layer", signed: true, signature: first!.signature };
    const functions = [1, 2, 3].map((one) => ({ ...first!, arn: `${first!.arn}${one}`, layers: [layer] }));
    expect(counts({ ...report, functions })).toEqual([["2037-12", 4, "later"]]);
  });
});

describe("what is made of page/", () => {
  test("is current (npm run build:html-page)", async () => {
    await runCommand(process.execPath, ["run.mjs", "scripts/html-page/main.ts", "--check"], {
      timeoutMs: 20_000,
    });
  }, 20_000);

  test("has the types of a browser", async () => {
    await runCommand(process.execPath, ["node_modules/typescript/bin/tsc", "-p", "cli/audit/html/page"], {
      timeoutMs: 60_000,
    });
  }, 60_000);

  test("comes out the same from the sources, from run.mjs and from what tsc compiles", async () => {
    const folder = mkdtempSync(join(tmpdir(), "html-page-"));
    try {
      const report = join(folder, "report.json");
      writeFileSync(report, JSON.stringify(exampleReport()));
      const expected = renderHtml(JSON.parse(readFileSync(report, "utf8")) as AuditReport);
      const compile = ["node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json", "--outDir", folder];
      await runCommand(process.execPath, compile, { timeoutMs: 120_000 });
      symlinkSync(join(process.cwd(), "node_modules"), join(folder, "node_modules"));
      const program = `process.stdout.write(require(process.argv[2]).renderHtml(JSON.parse(require("node:fs").readFileSync(process.argv[3], "utf8"))))`;
      writeFileSync(join(folder, "render.cjs"), program);
      const compiled = await runCommand(
        process.execPath,
        [join(folder, "render.cjs"), join(folder, "cli", "audit", "html", "index.js"), report],
        { timeoutMs: 20_000 },
      );
      expect(compiled.stdout).toBe(expected);
      const bundled = await runCommand(
        process.execPath,
        ["run.mjs", "__tests__/cli/audit/render-report.ts", report],
        {
          timeoutMs: 20_000,
        },
      );
      expect(bundled.stdout).toBe(expected);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }, 180_000);
});
