import { Token } from "cdktf";
import type { IConstruct } from "constructs";
import type { Rule } from "./rules";

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
 * `prop: expected <expected>, got: <value>` unless the rule holds. A value that only Terraform will know (a token) or
 * that was not given passes.
 */
export function expectThat<T>(
  prop: string,
  value: T | undefined,
  { expected, isRight }: Pick<Rule<T>, "expected" | "isRight">,
): Problem {
  if (value === undefined || isToken(value) || isRight(value)) return undefined;
  return `${prop}: expected ${expected}, got: ${JSON.stringify(value)}`;
}

/** A number or list token is encoded in its own way, so `Token.isUnresolved` is asked for each kind. */
export const isToken = (value: unknown): boolean =>
  Token.isUnresolved(value) || (Array.isArray(value) && value.some((item) => Token.isUnresolved(item)));
