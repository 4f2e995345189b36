import { isDeepStrictEqual } from "node:util";

/** It isn't so: what was expected, and what came. */
export class Deviation extends Error {
  constructor(what: string, expected: unknown, got: unknown) {
    super(`${what}: expected ${show(expected)}, got ${show(got)}`);
    this.name = "Deviation";
  }
}

export function expectEqual(what: string, got: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(got, expected)) throw new Deviation(what, expected, got);
}

export function expectMatch(what: string, got: unknown, pattern: RegExp): void {
  if (typeof got !== "string" || !pattern.test(got)) throw new Deviation(what, pattern, got);
}

export function expectThat(what: string, isSo: boolean, got: unknown): void {
  if (!isSo) throw new Deviation(what, true, got);
}

/** The members that are named, whatever else there is; a pattern stands for any text that it matches. */
export function expectMembers(
  what: string,
  got: object | undefined,
  expected: Readonly<Record<string, unknown>>,
): void {
  for (const [name, value] of Object.entries(expected)) {
    const member = (got as Record<string, unknown> | undefined)?.[name];
    if (value instanceof RegExp) expectMatch(`${what}, ${name}`, member, value);
    else expectEqual(`${what}, ${name}`, member, value);
  }
}

/** A member somewhere below, as `CodeSigningConfig.CodeSigningConfigArn`. */
export function member(value: unknown, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>((inner, name) => (inner as Record<string, unknown> | undefined)?.[name], value);
}

/** @throws Deviation when it isn't a text. */
export function text(value: unknown, path: string): string {
  const found = member(value, path);
  if (typeof found !== "string") throw new Deviation(path, "a text", found);
  return found;
}

/** @throws Deviation when it isn't a list. */
export function list(value: unknown, path: string): unknown[] {
  const found = member(value, path);
  if (!Array.isArray(found)) throw new Deviation(path, "a list", found);
  return found;
}

const LONGEST = 600;

function show(value: unknown): string {
  const shown = value instanceof RegExp ? String(value) : (JSON.stringify(value) ?? String(value));
  return shown.length > LONGEST ? `${shown.slice(0, LONGEST)}…` : shown;
}
