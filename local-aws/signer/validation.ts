import type { z } from "zod";

/** AWS's own sentence for input that isn't in its model: every wrong member, what came, and what was expected. */
export function validationMessage({ issues }: z.ZodError, input: unknown): string {
  const found = issues.map(
    ({ path, message }) =>
      `Value ${written(valueAt(input, path))} at '${path.join(".")}' failed to satisfy constraint: ${message}`,
  );
  return `${found.length} validation error${found.length === 1 ? "" : "s"} detected: ${found.join("; ")}`;
}

/** AWS's own words for a constraint of its model; `undefined` leaves zod's. */
export function constraintMessage(issue: z.core.$ZodRawIssue): string | undefined {
  const { code } = issue;
  if (code === "invalid_type" && issue.input === undefined) {
    return "Member must not be null";
  }
  if (code === "invalid_value") {
    return `Member must satisfy enum value set: [${issue.values.join(", ")}]`;
  }
  if (code === "too_small") {
    return `Member must have ${measure(issue.origin)} greater than or equal to ${issue.minimum}`;
  }
  if (code === "too_big") {
    return `Member must have ${measure(issue.origin)} less than or equal to ${issue.maximum}`;
  }
  if (code === "invalid_key") {
    return `Map keys must satisfy constraint: [${issue.issues.map(({ message }) => message).join(", ")}]`;
  }
  return undefined;
}

/** Of a wrong value, how many characters the sentence repeats. */
const LONGEST_ECHO = 1024;

const measure = (origin: string): string =>
  ["number", "int", "bigint"].includes(origin) ? "value" : "length";

function written(value: unknown): string {
  if (value === undefined) {
    return "null";
  }
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return `'${text.length > LONGEST_ECHO ? `${text.slice(0, LONGEST_ECHO)}…` : text}'`;
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, name) => (value as Record<PropertyKey, unknown> | undefined)?.[name],
    input,
  );
}
