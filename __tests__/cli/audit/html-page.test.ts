import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { renderHtml } from "../../../cli/audit/html";
import type { AuditReport } from "../../../cli/audit/report";
import { findChromium } from "./chromium";
import { exampleReport } from "./example-report";
import { fleetReport } from "./fleet-report";
import { HOSTILE, hostileReport } from "./hostile-report";

jest.setTimeout(30_000);

const program = findChromium();
const AXE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
/** Where the screenshots go, for whoever wants to look at them. */
const { SCREENSHOTS } = process.env;

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

(program ? describe : describe.skip)(
  `the page of an audit in Chromium${program ? "" : " (skipped: no Chromium is installed; CHROMIUM may name one)"}`,
  () => {
    let browser: Browser;
    let folder: string;
    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), "audit-page-"));
      browser = await chromium.launch({
        executablePath: program,
        // Root can't have the sandbox, and containers often are root.
        args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
        timeout: 60_000,
      });
    }, 70_000);
    afterAll(async () => {
      await browser?.close();
      rmSync(folder, { recursive: true, force: true });
    });

    /** What a page did that it must not. */
    let misdeeds: string[];
    let pages: Page[];
    beforeEach(() => {
      misdeeds = [];
      pages = [];
    });
    afterEach(async () => {
      for (const page of pages) await page.context().close();
      expect(misdeeds).toEqual([]);
    });

    async function open(
      report: AuditReport,
      { fragment = "", ...options }: BrowserContextOptions & { fragment?: string } = {},
    ): Promise<Page> {
      const file = join(folder, "report.html");
      writeFileSync(file, renderHtml(report));
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
      const page = await context.newPage();
      pages.push(page);
      page.setDefaultTimeout(10_000);
      page.on("console", (message) => misdeeds.push(`console: ${message.text()}`));
      page.on("pageerror", (error) => misdeeds.push(`error: ${error.message}`));
      page.on("dialog", (dialog) => {
        misdeeds.push(`dialog: ${dialog.message()}`);
        void dialog.dismiss();
      });
      const url = pathToFileURL(file).href;
      page.on("request", (request) => {
        if (request.url().replace(/#.*/, "") !== url) misdeeds.push(`request: ${request.url()}`);
      });
      await page.goto(`${url}${fragment}`);
      return page;
    }

    const names = (page: Page): Promise<string[]> =>
      page.locator("#functions-table tbody button.disclosure").allTextContents();
    const sorted = (page: Page): Promise<[string, string | null][]> =>
      page.locator("#functions-table thead th[aria-sort]").evaluateAll((headers) =>
        headers.map((header) => {
          const one = header as unknown as {
            textContent: string;
            getAttribute: (name: string) => string | null;
          };
          return [one.textContent, one.getAttribute("aria-sort")] as [string, string | null];
        }),
      );
    const status = (page: Page) => page.locator("#functions-table [role=status]");
    const functionButton = (page: Page, name: string) =>
      page.locator("#functions-table button.disclosure", { hasText: name });

    async function violations(page: Page): Promise<string[]> {
      await page.evaluate(AXE);
      const found = await page.evaluate(async () => {
        const { axe } = globalThis as unknown as { axe: { run: () => Promise<{ violations: Violation[] }> } };
        return (await axe.run()).violations;
      });
      return found.flatMap(({ id, nodes }) =>
        nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
      );
    }

    async function look(page: Page, name: string): Promise<void> {
      if (!SCREENSHOTS) return;
      mkdirSync(SCREENSHOTS, { recursive: true });
      await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true });
    }

    describe.each([
      ["light", 1280],
      ["dark", 1280],
      ["light", 360],
      ["dark", 360],
    ] as const)("in %s at %i pixels", (colorScheme, width) => {
      const options = { colorScheme, viewport: { width, height: 800 } };

      test("axe-core finds nothing against it, also with a chain of trust open", async () => {
        const page = await open(exampleReport(), options);
        expect(await violations(page)).toEqual([]);
        for (const name of ["revoked", "nightly", "not-known", "legacy-report", "layered"]) {
          await functionButton(page, name).click();
          await page.locator("svg.chain").waitFor();
          await page.locator("#functions-detail summary").click();
          if (name === "revoked") await look(page, `${colorScheme}-${width}`);
          expect(await violations(page)).toEqual([]);
        }
      }, 60_000);

      test("nothing is wider than the screen", async () => {
        const page = await open(exampleReport(), options);
        await functionButton(page, "revoked").click();
        await page.locator("svg.chain").waitFor();
        const wider = await page.locator("html").evaluate((html) => {
          const { scrollWidth, clientWidth } = html as unknown as Record<
            "scrollWidth" | "clientWidth",
            number
          >;
          return scrollWidth - clientWidth;
        });
        expect(wider).toBe(0);
        const box = (await page.locator("svg.chain").boundingBox())!;
        expect(box.x + box.width).toBeLessThanOrEqual(width);
      });
    });

    test("runs nothing that a name brings with it, and shows it as it is", async () => {
      const page = await open(hostileReport());
      await functionButton(page, "<img").click();
      await page.locator("svg.chain").waitFor();
      expect(await functionButton(page, "<img").textContent()).toBe(HOSTILE);
      expect(await page.locator("img").count()).toBe(0);
    });

    test("sorts by mouse", async () => {
      const page = await open(exampleReport());
      expect(await sorted(page)).toEqual([["Severity", "ascending"]]);
      expect((await names(page))[0]).toMatch(/^revoked/);
      const header = page.locator("#functions-table thead button", { hasText: "Function" });
      await header.click();
      expect(await sorted(page)).toEqual([["Function", "ascending"]]);
      const ascending = await names(page);
      expect(ascending).toEqual([...ascending].sort());
      await header.click();
      expect(await sorted(page)).toEqual([["Function", "descending"]]);
      expect(await names(page)).toEqual(ascending.reverse());
    });

    test("sorts, filters and opens by keyboard alone", async () => {
      const page = await open(exampleReport());
      // The second skip link leads to the functions; what can be focused next is their text filter.
      for (const key of ["Tab", "Tab", "Enter", "Tab"]) await page.keyboard.press(key);
      await page.keyboard.type("night");
      await status(page).filter({ hasText: "Shown: 1 function, of 8 in all." }).waitFor();
      for (const key of [..."night"].map(() => "Backspace")) await page.keyboard.press(key);
      await status(page).filter({ hasText: "Shown: 8 functions." }).waitFor();
      // Text, severity, status, config, show all, then the headers.
      for (let stop = 0; stop < 5; stop++) await page.keyboard.press("Tab");
      const outline = await page.evaluate(() => {
        const view = globalThis as unknown as {
          document: { activeElement: unknown };
          getComputedStyle: (of: unknown) => { outlineStyle: string; outlineWidth: string };
        };
        const { outlineStyle, outlineWidth } = view.getComputedStyle(view.document.activeElement);
        return `${outlineStyle} ${outlineWidth}`;
      });
      expect(outline).toBe("solid 3px");
      await page.keyboard.press("Enter");
      expect(await sorted(page)).toEqual([["Function", "ascending"]]);
      await page.keyboard.press("Space");
      expect(await sorted(page)).toEqual([["Function", "descending"]]);
      // Eight headers, the first has the focus.
      for (let stop = 0; stop < 8; stop++) await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await page.locator("svg.chain").waitFor();
      const focused = page.locator("#functions-table button.disclosure:focus");
      expect(await focused.textContent()).toBe("submit-claim");
      expect(await focused.getAttribute("aria-expanded")).toBe("true");
      await page.keyboard.press("Enter");
      expect(await focused.getAttribute("aria-expanded")).toBe("false");
      expect(await page.locator("svg.chain").count()).toBe(0);
    });

    test("filters by text, severity and status, and says how many are left", async () => {
      const page = await open(exampleReport());
      await page.locator("#functions-table input[type=search]").fill("NIGHT");
      await status(page).filter({ hasText: "Shown: 1 function, of 8 in all." }).waitFor();
      expect(await names(page)).toEqual(["nightly"]);
      await page.getByRole("search", { name: "Filter the functions" }).getByText("Show all").click();
      expect(await names(page)).toHaveLength(8);
      await page.locator("#functions-table").getByLabel("Status").selectOption("unsigned");
      expect((await names(page)).sort()).toEqual(["layered", "legacy-report"]);
      await page.locator("#functions-table").getByLabel("Severity").selectOption("critical");
      expect(await names(page)).toEqual([]);
      await page.getByText("Nothing fits these filters.").waitFor();
      await page.locator("#findings-table").getByLabel("Severity").selectOption("low");
      expect(await page.locator("#findings-table tbody tr").count()).toBe(1);
    });

    test("keeps what is shown in the URL's fragment", async () => {
      const page = await open(exampleReport());
      await page.locator("#functions-table").getByLabel("Config").selectOption("Enforce");
      await page.locator("#functions-table thead button", { hasText: "Expires" }).click();
      await functionButton(page, "layered").click();
      const shown = await names(page);
      const { hash } = new URL(page.url());
      const again = await open(exampleReport(), { fragment: hash });
      expect(await names(again)).toEqual(shown);
      expect(await sorted(again)).toEqual([["Expires", "ascending"]]);
      await again.locator("#functions-detail", { hasText: "Chain of trust of layered" }).waitFor();
    });

    test("leads from a finding to its function", async () => {
      const page = await open(fleetReport(800));
      await page.locator("#findings-table input[type=search]").fill("revoked-00004");
      await page.getByRole("button", { name: "-00004 among the functions" }).click();
      const focused = page.locator("#functions-table button.disclosure:focus");
      expect(await focused.textContent()).toBe("revoked <script>alert(1)</script>-00004");
      expect(await focused.getAttribute("aria-expanded")).toBe("true");
    });

    test("lets its colours be chosen", async () => {
      const page = await open(exampleReport(), { colorScheme: "light" });
      const ground = () =>
        page.locator("body").evaluate((body) => {
          const view = globalThis as unknown as {
            getComputedStyle: (of: unknown) => { backgroundColor: string };
          };
          return view.getComputedStyle(body).backgroundColor;
        });
      expect(await ground()).toBe("rgb(255, 255, 255)");
      await page.getByLabel("dark").check();
      expect(await ground()).toBe("rgb(20, 23, 27)");
      expect(await violations(page)).toEqual([]);
      await page.emulateMedia({ media: "print" });
      expect(await ground()).toBe("rgb(255, 255, 255)");
      await page.emulateMedia({ media: "screen", colorScheme: "dark" });
      await page.getByLabel("light").check();
      expect(await ground()).toBe("rgb(255, 255, 255)");
      expect(await violations(page)).toEqual([]);
    });

    test("prints all rows that fit the filters, and says which do", async () => {
      const page = await open(fleetReport(800));
      await page.locator("#functions-table").getByLabel("Status").selectOption("unsigned");
      await page.evaluate(() => {
        const view = globalThis as unknown as {
          addEventListener: (event: string, listen: () => void) => void;
          document: { querySelectorAll: (selector: string) => { length: number } };
          printed: number;
        };
        view.addEventListener("beforeprint", () => {
          view.printed = view.document.querySelectorAll("#functions-table tbody tr").length;
        });
      });
      await page.pdf(SCREENSHOTS ? { path: join(SCREENSHOTS, "print.pdf") } : {});
      expect(await page.evaluate(() => (globalThis as unknown as { printed: number }).printed)).toBe(100);
      expect(await names(page)).toHaveLength(50);
      await page.emulateMedia({ media: "print" });
      await page.getByText("Only functions whose status is unsigned.").waitFor();
    });

    test("is usable with ten thousand functions", async () => {
      const page = await open(fleetReport(10_000));
      await functionButton(page, "revoked").first().waitFor();
      await status(page).filter({ hasText: "Shown: 1 to 50 of 10,000 functions." }).waitFor();
      await page.locator("#functions-table thead button").first().click();
      const next = page.locator("#functions-table").getByRole("button", { name: "Next page" });
      await next.click();
      expect(await page.locator("#functions-table .pager span").textContent()).toBe("Page 2 of 200");
      // Only a page of each table is there to be laid out, however many there are.
      expect(await page.locator("tr").count()).toBeLessThan(200);
      await page.locator("#functions-table input[type=search]").fill("nightly-09994");
      await status(page).filter({ hasText: "Shown: 1 function, of 10,000 in all." }).waitFor();
    }, 60_000);

    test("says without scripts what was found, and why there are no tables", async () => {
      const page = await open(exampleReport(), { javaScriptEnabled: false });
      await page.getByText("1 thing could not be read.").waitFor();
      await page.locator("noscript p", { hasText: "which doesn't run here" }).waitFor();
      await page.locator("svg.timeline").waitFor();
    });

    test("moves nothing by itself for whoever wants no motion", async () => {
      const page = await open(exampleReport(), { reducedMotion: "reduce" });
      const behaviour = await page.locator("html").evaluate((html) => {
        const view = globalThis as unknown as {
          getComputedStyle: (of: unknown) => { scrollBehavior: string };
        };
        return view.getComputedStyle(html).scrollBehavior;
      });
      expect(behaviour).toBe("auto");
    });
  },
);
