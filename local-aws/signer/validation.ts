import type { z } from "zod";

/** AWS's own sentence for input that isn't in its model: every wrong member, what came, and what was expected. */
export function validationMessage({ issues }: z.ZodError, input: unknown): string {
  const found = issues.map(
    ({ path, message }) =>
      `Value '${JSON.stringify(valueAt(input, path)) ?? "null"}' at '${path.join(".")}' failed to satisfy constraint: ${message}`,
  );
  return `${found.length} validation error${found.length === 1 ? "" : "s"} detected: ${found.join("; ")}`;
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, name) => (value as Record<PropertyKey, unknown> | undefined)?.[name],
    input,
  );
}
