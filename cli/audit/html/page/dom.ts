type Child = Node | string | undefined;
export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** An element of HTML. Text is only ever set as text: names and descriptions are whatever somebody typed. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  return filled(document.createElement(tag), attributes, children);
}

/** The same for SVG. */
export function svgElement<Tag extends keyof SVGElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[Tag] {
  return filled(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

function filled<E extends Element>(made: E, attributes: Attributes, children: readonly Child[]): E {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) made.setAttribute(name, String(value));
  }
  made.append(...children.filter((child) => child !== undefined));
  return made;
}

export function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`Expected the page to have an element '${id}', got none.`);
  return found;
}

/** Text in which commands stand between backticks. */
export const withCode = (text: string): Node[] =>
  text
    .split(/`([^`]+)`/)
    .map((part, place) => (place % 2 === 1 ? element("code", {}, part) : document.createTextNode(part)));
