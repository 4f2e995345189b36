import type { Link, LinkState } from "./chain";
import { svgElement } from "./dom";

const GAP = 92;
const BOX = { least: 132, height: 92 } as const;
const STEP_DOWN = 34;
const PADDING = 10;
/** Of the picture's own fonts, in its own units: what fits is known without asking the browser for each text. */
const CHARACTER = { name: 7.3, text: 6.4 } as const;

const SIGNS: Readonly<Record<LinkState, string>> = {
  fine: "✓",
  warning: "!",
  bad: "✕",
  unknown: "?",
  plain: "",
};

export const STATE_WORDS: Readonly<Record<LinkState, string>> = {
  fine: "fine",
  warning: "warning",
  bad: "not fine",
  unknown: "not known",
  plain: "",
};

/** The chain as a picture: from left to right where there is room, else from top to bottom. */
export function chainPicture(links: readonly Link[], width: number, label: string): SVGSVGElement {
  const beside = (width - GAP * (links.length - 1)) / links.length;
  const across = beside >= BOX.least;
  const box = { width: Math.min(across ? beside : width - 2, across ? 240 : 420), height: BOX.height };
  const place = (index: number) =>
    across ? { x: index * (box.width + GAP) + 1, y: 1 } : { x: 1, y: index * (box.height + STEP_DOWN) + 1 };
  const end = place(links.length - 1);
  const size = { width: end.x + box.width + 1, height: end.y + box.height + 1 };
  const picture = svgElement("svg", {
    class: "chain",
    role: "img",
    "aria-label": label,
    ...size,
    viewBox: `0 0 ${size.width} ${size.height}`,
  });
  links.forEach((link, index) => {
    const at = place(index);
    if (index > 0) picture.append(arrow(link, place(index - 1), at, box, across));
    picture.append(drawBox(link, at, box));
  });
  return picture;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

function drawBox(link: Link, { x, y }: Point, { width, height }: Size): SVGGElement {
  const inside = width - 2 * PADDING;
  const left = x + PADDING;
  const [first = "", second = ""] = wrap(link.says, Math.floor(inside / CHARACTER.text), 2);
  return svgElement(
    "g",
    { class: `link ${link.state}` },
    svgElement("title", {}, [link.kind, link.arn ?? link.name, link.says].join("\n")),
    svgElement("rect", { x, y, width, height, rx: 8 }),
    svgElement("text", { x: left, y: y + 20, class: "kind" }, link.kind),
    svgElement("text", { x: x + width - PADDING, y: y + 21, class: "sign" }, SIGNS[link.state]),
    svgElement(
      "text",
      { x: left, y: y + 42, class: "name" },
      shorten(link.name, Math.floor(inside / CHARACTER.name)),
    ),
    svgElement("text", { x: left, y: y + 62 }, first),
    svgElement("text", { x: left, y: y + 79 }, second),
  );
}

function arrow(link: Link, from: Point, to: Point, box: Size, across: boolean): SVGGElement {
  const middle = box.height / 2;
  const [start, end, text] = across
    ? [
        { x: from.x + box.width + 4, y: from.y + middle },
        { x: to.x - 4, y: to.y + middle },
        { x: (from.x + box.width + to.x) / 2, y: from.y + middle - 8, class: "relation middle" },
      ]
    : [
        { x: from.x + 28, y: from.y + box.height + 3 },
        { x: to.x + 28, y: to.y - 3 },
        { x: from.x + 42, y: from.y + box.height + STEP_DOWN / 2 + 4, class: "relation" },
      ];
  const head = across
    ? `M${end.x - 7} ${end.y - 5}L${end.x} ${end.y}L${end.x - 7} ${end.y + 5}`
    : `M${end.x - 5} ${end.y - 7}L${end.x} ${end.y}L${end.x + 5} ${end.y - 7}`;
  return svgElement(
    "g",
    { class: `arrow ${link.state}` },
    svgElement("path", { d: `M${start.x} ${start.y}L${end.x} ${end.y}` }),
    svgElement("path", { d: head, class: "head" }),
    svgElement("text", text, link.relation),
  );
}

/** Keeps both ends: names of one family differ at either. */
function shorten(text: string, most: number): string {
  const characters = [...text];
  if (characters.length <= most) return text;
  const tail = Math.floor((most - 1) / 3);
  return `${characters.slice(0, most - 1 - tail).join("")}…${characters.slice(characters.length - tail).join("")}`;
}

function wrap(text: string, most: number, lines: number): string[] {
  const made: string[] = [];
  let rest = text;
  while (rest && made.length < lines - 1) {
    if (rest.length <= most) break;
    const space = rest.lastIndexOf(" ", most);
    const end = space > 0 ? space : most;
    made.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  return [...made, rest.length > most ? `${rest.slice(0, most - 1).trimEnd()}…` : rest];
}
