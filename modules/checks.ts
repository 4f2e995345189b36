import { Token } from "cdktf";
import type { IConstruct } from "constructs";

/** A sentence on what is wrong with a prop, or nothing when it is right. */
export type Problem = string | undefined;

/**
 * Reports wrong props at synth instead of throwing in the constructor, so that all of them are listed at once,
 * each behind its construct's path.
 */
export function checkProps(construct: IConstruct, problems: readonly Problem[]): void {
  const found = problems.filter((problem) => problem !== undefined);
  construct.node.addValidation({ validate: () => [...found] });
}

/**
 * `prop: expected <expected>, got: <value>` unless `isRight` says yes. A value that only Terraform will know (a token)
 * or that was not given passes.
 */
export function expectThat<T>(
  prop: string,
  value: T | undefined,
  expected: string,
  isRight: (value: T) => boolean,
): Problem {
  if (value === undefined || isToken(value) || isRight(value)) return undefined;
  return `${prop}: expected ${expected}, got: ${JSON.stringify(value)}`;
}

export const expectInteger = (
  prop: string,
  value: number | undefined,
  range: { readonly min: number; readonly max: number; readonly unit: string },
): Problem =>
  expectThat(
    prop,
    value,
    `a whole number of ${range.min} to ${range.max} ${range.unit}`,
    (number) => Number.isInteger(number) && number >= range.min && number <= range.max,
  );

export const expectMatch = (
  prop: string,
  value: string | undefined,
  pattern: RegExp,
  expected: string,
): Problem => expectThat(prop, value, expected, (text) => pattern.test(text));

/** A number or list token is encoded in its own way, so `Token.isUnresolved` is asked for each kind. */
const isToken = (value: unknown): boolean =>
  Token.isUnresolved(value) || (Array.isArray(value) && value.some((item) => Token.isUnresolved(item)));
