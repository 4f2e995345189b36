/** HTML that may be written as it is. Only `html` makes it. */
export class SafeHtml {
  constructor(readonly text: string) {}
}

type Value = string | number | SafeHtml | readonly SafeHtml[];

/** A piece of HTML; whatever is put into it is escaped, unless it is such a piece itself. */
export const html = (parts: TemplateStringsArray, ...values: readonly Value[]): SafeHtml =>
  new SafeHtml(
    parts.map((part, place) => part + (place < values.length ? written(values[place]!) : "")).join(""),
  );

function written(value: Value): string {
  if (value instanceof SafeHtml) return value.text;
  if (typeof value === "object") return value.map(({ text }) => text).join("");
  return escapeHtml(String(value));
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character]!);

/**
 * JSON for a script element that is data. Without `<` there is neither the element's end nor a comment in it, whatever
 * somebody called a function.
 */
export const jsonForScript = (value: unknown): SafeHtml =>
  new SafeHtml(
    JSON.stringify(value).replace(
      /[<\u2028\u2029]/g,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
    ),
  );
