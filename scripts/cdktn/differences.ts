/**
 * Where two JSON values differ, a line each: the path, and what stands there in the one and in the other. cdktf's notes
 * on where it made what (`//`, which Terraform passes over) don't count, nor does the order of keys.
 */
export function differences(one: unknown, other: unknown, path = ""): string[] {
  if (isObject(one) && isObject(other)) {
    const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
    return [...keys]
      .filter((key) => key !== "//")
      .sort()
      .flatMap((key) => differences(one[key], other[key], path ? `${path}.${key}` : key));
  }
  if (Array.isArray(one) && Array.isArray(other)) {
    const length = Math.max(one.length, other.length);
    return Array.from({ length }, (_, index) =>
      differences(one[index], other[index], `${path}[${index}]`),
    ).flat();
  }
  const [text, otherText] = [JSON.stringify(one) ?? "nothing", JSON.stringify(other) ?? "nothing"];
  return text === otherText ? [] : [`${path}: ${text} became ${otherText}`];
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
