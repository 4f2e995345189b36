/**
 * Renders a value, as cdktf resolves it, as an HCL expression: references stand in texts as `${…}` there.
 * @param value text, number, boolean, null, or a list or an object of such
 */
export function expression(value: unknown): string {
  if (typeof value === "string") return text(value);
  if (Array.isArray(value)) return list(value.map(expression));
  if (value !== null && typeof value === "object") return object(value as Record<string, unknown>);
  return String(value);
}

/** Longer than this, a list stands one item a line. */
const LINE = 100;

function list(items: readonly string[]): string {
  const line = `[${items.join(", ")}]`;
  return line.length <= LINE && !line.includes("\n")
    ? line
    : `[\n${items.map((item) => `${item},`).join("\n")}\n]`;
}

function object(fields: Record<string, unknown>): string {
  const entries = Object.entries(fields).filter(([, field]) => field !== undefined);
  if (entries.length === 0) return "{}";
  const lines = entries.map(([name, field]) => `${key(name)} = ${expression(field)}`);
  return `{\n${lines.join("\n")}\n}`;
}

const key = (name: string): string => (/^[A-Za-z_][A-Za-z0-9_-]*$/.test(name) ? name : text(name));

/** A text that is nothing but one reference is that reference. */
function text(value: string): string {
  const parts = templateParts(value);
  const [only] = parts;
  if (parts.length === 1 && only?.kind === "reference") return only.text;
  return `"${parts
    .map((part) => (part.kind === "reference" ? `\${${part.text}}` : JSON.stringify(part.text).slice(1, -1)))
    .join("")}"`;
}

type Part = { readonly kind: "literal" | "reference"; readonly text: string };

/** Splits `a-${b}-c` into `a-`, the reference `b` and `-c`. `$${` is no reference. */
function templateParts(template: string): Part[] {
  const parts: Part[] = [];
  let literal = "";
  for (let at = 0; at < template.length;) {
    if (template.startsWith("$${", at)) {
      literal += "$${";
      at += 3;
    } else if (template.startsWith("${", at)) {
      if (literal) parts.push({ kind: "literal", text: literal });
      literal = "";
      const end = endOfReference(template, at + 2);
      parts.push({ kind: "reference", text: template.slice(at + 2, end) });
      at = end + 1;
    } else {
      literal += template[at];
      at += 1;
    }
  }
  if (literal || parts.length === 0) parts.push({ kind: "literal", text: literal });
  return parts;
}

/** Where the brace is that closes a reference; braces in its own texts and objects don't count. */
function endOfReference(template: string, from: number): number {
  for (let at = from, depth = 0; at < template.length; at += 1) {
    const character = template[at];
    if (character === '"') {
      at = endOfQuotes(template, at + 1);
    } else if (character === "{") {
      depth += 1;
    } else if (character === "}") {
      if (depth === 0) return at;
      depth -= 1;
    }
  }
  throw new Error(`Expected a closing brace in: ${template}`);
}

function endOfQuotes(template: string, from: number): number {
  for (let at = from; at < template.length; at += 1) {
    if (template[at] === "\\") at += 1;
    else if (template.startsWith("${", at)) at = endOfReference(template, at + 2);
    else if (template[at] === '"') return at;
  }
  throw new Error(`Expected a closing quote in: ${template}`);
}
