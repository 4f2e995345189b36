import type { PageData } from "../page-data";
import { day, lastPart } from "./chain";
import { DataTable } from "./data-table";
import { drawDetail } from "./detail";
import { byId, element, withCode } from "./dom";
import { addThemeChoice } from "./theme";

const badge = (kind: string, text: string): HTMLElement => element("span", { class: `badge ${kind}` }, text);

const unique = (values: readonly string[]): string[] =>
  [...new Set(values)].sort((a, b) => a.localeCompare(b, "en", { numeric: true }));

/** Links within the page move the focus, and leave the fragment to the tables. */
function followLinks(): void {
  document.addEventListener("click", (event) => {
    const link = (event.target as Element).closest?.<HTMLAnchorElement>('a[href^="#"]');
    if (!link) return;
    event.preventDefault();
    const target = byId(link.hash.slice(1));
    target.focus({ preventScroll: true });
    target.scrollIntoView();
  });
}

function addTables(data: PageData): void {
  const gravity = (severity: string | undefined): number =>
    severity === undefined ? data.severities.length : data.severities.indexOf(severity as never);

  const functions = new DataTable<number>(
    {
      name: "functions",
      caption: "Functions with their code signing config, publisher and expiry",
      noun: ["function", "functions"],
      rows: data.functions.map((_, place) => place),
      sort: "severity",
      columns: [
        { key: "name", title: "Function", text: (place) => data.functions[place]!.name },
        { key: "region", title: "Region", text: (place) => data.functions[place]!.region },
        { key: "version", title: "Version", text: (place) => data.functions[place]!.version },
        {
          key: "severity",
          title: "Severity",
          text: (place) => data.functions[place]!.severity ?? "none",
          order: (place) => gravity(data.functions[place]!.severity),
          cell: (place) => {
            const { severity } = data.functions[place]!;
            return severity ? badge(`severity-${severity}`, severity) : badge("", "none");
          },
        },
        { key: "status", title: "Status", text: (place) => data.functions[place]!.statuses.join(", ") },
        { key: "config", title: "Config", text: (place) => configText(data, place) },
        { key: "publisher", title: "Publisher", text: (place) => publisherText(data, place) },
        {
          key: "expires",
          title: "Expires",
          text: (place) => day(data.functions[place]!.signature?.expiresAt ?? ""),
          order: (place) => data.functions[place]!.signature?.expiresAt,
        },
      ],
      filters: [
        {
          key: "severity",
          title: "Severity",
          options: [...data.severities, "none"],
          value: (place) => data.functions[place]!.severity ?? "none",
        },
        {
          key: "status",
          title: "Status",
          options: unique(data.functions.flatMap(({ statuses }) => statuses)),
          value: (place) => data.functions[place]!.statuses,
        },
        {
          key: "config",
          title: "Config",
          options: unique(data.functions.map((_, place) => configText(data, place))),
          value: (place) => configText(data, place),
        },
      ],
      detail: {
        key: (place) => data.functions[place]!.arn,
        draw: (place, into) => drawDetail(place, data, into),
      },
    },
    byId("functions-table"),
  );

  new DataTable(
    {
      name: "findings",
      caption: "Findings, the gravest first",
      noun: ["finding", "findings"],
      rows: data.findings,
      columns: [
        {
          key: "id",
          title: "Finding",
          text: ({ rule }) => `${data.rules[rule]!.id} ${data.rules[rule]!.title}`,
        },
        {
          key: "severity",
          title: "Severity",
          text: ({ rule }) => data.rules[rule]!.severity,
          order: ({ rule }) => gravity(data.rules[rule]!.severity),
          cell: ({ rule }) => {
            const { severity } = data.rules[rule]!;
            return badge(`severity-${severity}`, severity);
          },
        },
        {
          key: "resource",
          title: "Resource",
          text: ({ resource }) => resource,
          cell: ({ resource, functions: of }) => {
            const name = element("code", { title: resource }, lastPart(resource));
            const only = of.length === 1 ? data.functions[of[0]!] : undefined;
            if (only?.arn !== resource) return name;
            const button = element("button", { type: "button", class: "link-like" }, name);
            button.setAttribute("aria-label", `Show ${only.name} among the functions`);
            button.addEventListener("click", () => functions.reveal({ text: only.name, open: only.arn }));
            return button;
          },
        },
        { key: "region", title: "Region", text: ({ region }) => region },
        {
          key: "functions",
          title: "Functions",
          text: ({ functions: of }) => of.length.toLocaleString("en-US"),
          order: ({ functions: of }) => of.length,
        },
        {
          key: "message",
          title: "What and remedy",
          text: ({ message, rule }) => `${message} ${data.rules[rule]!.remedy}`,
          cell: ({ message, rule, counts }) =>
            element(
              "span",
              {},
              ...withCode(message),
              " ",
              element("span", { class: "remedy" }, ...withCode(data.rules[rule]!.remedy)),
              counts ? undefined : " Tolerated by the trust policy: it doesn't count for the exit code.",
            ),
        },
      ],
      filters: [
        {
          key: "severity",
          title: "Severity",
          options: data.severities,
          value: ({ rule }) => data.rules[rule]!.severity,
        },
        {
          key: "rule",
          title: "Finding",
          options: unique(data.rules.map(({ id, title }) => `${id} ${title}`)),
          value: ({ rule }) => `${data.rules[rule]!.id} ${data.rules[rule]!.title}`,
        },
        {
          key: "status",
          title: "Status",
          options: unique(data.rules.map(({ outcome }) => outcome)),
          value: ({ rule }) => data.rules[rule]!.outcome,
        },
        {
          key: "counts",
          title: "Counts",
          options: ["yes", "no"],
          value: ({ counts }) => (counts ? "yes" : "no"),
        },
      ],
    },
    byId("findings-table"),
  );

  new DataTable(
    {
      name: "not-read",
      caption: "What could not be read, and why",
      noun: ["thing that could not be read", "things that could not be read"],
      rows: data.notRead,
      columns: [
        { key: "what", title: "What", text: ({ what }) => what },
        { key: "why", title: "Why", text: ({ why }) => why },
      ],
      filters: [],
    },
    byId("not-read-table"),
  );
}

function configText(data: PageData, place: number): string {
  const { config } = data.functions[place]!;
  if (config === undefined) return "not known";
  return config === null ? "none" : data.configs[config]!.policy;
}

function publisherText(data: PageData, place: number): string {
  const { signature } = data.functions[place]!;
  if (!signature) return "";
  const { publisher, profile } = data.signers[signature.signer]!;
  return publisher === null ? (profile.name ?? "not known") : lastPart(publisher);
}

addThemeChoice();
followLinks();
addTables(JSON.parse(byId("data").textContent) as PageData);
