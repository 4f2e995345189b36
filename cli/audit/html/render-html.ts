import { createHash } from "node:crypto";
import type { AuditReport } from "../report";
import { SCRIPT, STYLE } from "./page-assets";
import { toPageData } from "./page-data";
import { html, jsonForScript, SafeHtml } from "./safe-html";
import { summary } from "./summary";
import { timeline } from "./timeline";

const hash = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** In one piece: what stands between the tags must be what was hashed, to the byte. */
const inlined = (element: "script" | "style", text: string): SafeHtml =>
  new SafeHtml(`<${element}>${text}</${element}>`);

/** Nothing but this style and this script: no network, and nothing that a function's name could bring in. */
const POLICY = [
  "default-src 'none'",
  `style-src ${hash(STYLE)}`,
  `script-src ${hash(SCRIPT)}`,
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/**
 * The report as one page that needs nothing else. Its summary is there without any script; its tables are made by the
 * page's own script from embedded JSON, a page of rows at a time.
 */
export function renderHtml(report: AuditReport): string {
  const title = `Code signing audit of ${report.account ? `account ${report.account}` : "an account"}`;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${POLICY}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="generator" content="${report.tool.name} ${report.tool.version}" />
        <title>${title}</title>
        ${inlined("style", STYLE)}
      </head>
      <body>
        <a class="skip" href="#main">Skip to the summary</a>
        <a class="skip" href="#functions">Skip to the functions</a>
        <header>
          <h1>${title}</h1>
          <div id="theme"></div>
        </header>
        <nav aria-label="Parts of this page">
          <a href="#main">Summary</a>
          <a href="#expiry">Expiry</a>
          <a href="#findings">Findings</a>
          <a href="#functions">Functions</a>
          <a href="#not-read">Not read</a>
        </nav>
        <main id="main" tabindex="-1">
          <section aria-labelledby="summary-title">
            <h2 id="summary-title">Summary</h2>
            ${summary(report)}
          </section>
          <noscript
            ><p class="verdict unknown">
              The tables below are made by this page's own script, which doesn't run here.
            </p></noscript
          >
          <section id="expiry" tabindex="-1" aria-labelledby="expiry-title">
            <h2 id="expiry-title">When signatures expire</h2>
            ${timeline(report)}
          </section>
          <section id="findings" tabindex="-1" aria-labelledby="findings-title">
            <h2 id="findings-title">Findings</h2>
            <div id="findings-table"></div>
          </section>
          <section id="functions" tabindex="-1" aria-labelledby="functions-title">
            <h2 id="functions-title">Functions</h2>
            <p class="screen-only">
              A function's name opens its chain of trust: what guards it, and who signed what runs.
            </p>
            <div id="functions-table"></div>
          </section>
          <section id="not-read" tabindex="-1" aria-labelledby="not-read-title">
            <h2 id="not-read-title">What could not be read</h2>
            <div id="not-read-table"></div>
          </section>
        </main>
        <footer>
          <p>
            Made by ${report.tool.name} ${report.tool.version} at ${report.generatedAt}. This page loads
            nothing from anywhere.
          </p>
        </footer>
        <script type="application/json" id="data">
          ${jsonForScript(toPageData(report))}
        </script>
        ${inlined("script", SCRIPT)}
      </body>
    </html> `.text;
}
