import type { PageData, PageFunction } from "../page-data";
import { chainOf, type Link, signatureLinks } from "./chain";
import { chainPicture, STATE_WORDS } from "./chain-picture";
import { element, withCode } from "./dom";

/** Below a function's row: its chain of trust as a picture and in words, its layers, its findings. */
export function drawDetail(place: number, data: PageData, into: HTMLElement): void {
  const of = data.functions[place]!;
  const findings = data.findings.filter(({ functions }) => functions.includes(place));
  // What is found on a layer is no fault of the function's own publisher.
  const ownOutcomes = findings
    .filter(({ resource }) => resource === of.arn)
    .map(({ rule }) => data.rules[rule]!.outcome);
  const links = chainOf(of, data, new Set(ownOutcomes));
  const picture = element("div", { class: "picture" });
  into.append(
    element("h3", {}, `Chain of trust of ${of.name}`),
    picture,
    inWords(links, "Chain of trust in words"),
    ...layers(of, data),
    element("h4", {}, "Findings"),
    findings.length === 0
      ? element("p", {}, of.level === "skip" ? "Skipped by the trust policy: not judged." : "None.")
      : element(
          "ul",
          {},
          ...findings.map(({ rule, message }) => {
            const { id, title, severity, remedy } = data.rules[rule]!;
            return element("li", {}, ...withCode(`${id}, ${severity}: ${title}. ${message} ${remedy}`));
          }),
        ),
  );
  keepDrawn(picture, links, `Chain of trust of ${of.name}: ${links.map(sentence).join("; ")}`);
}

function keepDrawn(picture: HTMLElement, links: readonly Link[], label: string): void {
  let drawn = 0;
  new ResizeObserver(() => {
    const width = picture.clientWidth;
    if (width === drawn || width === 0) return;
    drawn = width;
    picture.replaceChildren(chainPicture(links, width, label));
  }).observe(picture);
}

const sentence = ({ kind, name, state, says }: Link): string =>
  `${kind} ${name}: ${says}${state === "plain" ? "" : ` (${STATE_WORDS[state]})`}`;

function inWords(links: readonly Link[], title: string): HTMLElement {
  return element(
    "details",
    {},
    element("summary", {}, title),
    element(
      "ol",
      {},
      ...links.map((link) =>
        element(
          "li",
          {},
          `${link.kind}: ${link.says}${link.state === "plain" ? "" : ` (${STATE_WORDS[link.state]})`} `,
          element("code", {}, link.arn ?? link.name),
        ),
      ),
    ),
  );
}

function layers(of: PageFunction, data: PageData): HTMLElement[] {
  if (of.layers.length === 0) return [];
  return [
    element("h4", {}, "Layers"),
    element(
      "ul",
      {},
      ...of.layers.map((place) => {
        const { arn, signed, signature } = data.layers[place]!;
        const outcomes = data.findings
          .filter(({ resource }) => resource === arn)
          .map(({ rule }) => data.rules[rule]!.outcome);
        const links = signatureLinks("Zip", signature, data, new Set(outcomes));
        const says = !signed
          ? "unsigned (not fine)"
          : signature
            ? links.map(sentence).join("; ")
            : "signed, by whom is not known";
        return element("li", {}, element("code", {}, arn), `: ${says}`);
      }),
    ),
  ];
}
