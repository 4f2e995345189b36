/**
 * What a prop may be, said once: a construct holds it against the prop at synth, and the Terraform module that is
 * generated from the construct holds it against the variable at plan.
 */
export interface Rule<T> {
  /** What is expected, in words that follow "expected". */
  readonly expected: string;
  readonly isRight: (value: T) => boolean;
  /** The same as a Terraform condition on an expression such as `var.alias`. */
  readonly condition: (expression: string) => string;
}

/**
 * Text that matches one pattern and not the other. Terraform knows no look-ahead, so none may stand in them.
 */
export const matching = (pattern: RegExp, expected: string, butNot?: RegExp): Rule<string> => ({
  expected,
  isRight: (text) => pattern.test(text) && !butNot?.test(text),
  condition: (expression) =>
    [
      `can(regex(${terraformPattern(pattern)}, ${expression}))`,
      ...(butNot ? [`!can(regex(${terraformPattern(butNot)}, ${expression}))`] : []),
    ].join(" && "),
});

export const wholeNumber = (range: {
  readonly min: number;
  readonly max: number;
  readonly unit: string;
}): Rule<number> => ({
  expected: `a whole number of ${range.min} to ${range.max} ${range.unit}`,
  isRight: (number) => Number.isInteger(number) && number >= range.min && number <= range.max,
  condition: (expression) =>
    `${expression} >= ${range.min} && ${expression} <= ${range.max} && floor(${expression}) == ${expression}`,
});

export const oneOf = <T extends string | number>(values: readonly T[], expected: string): Rule<T> => ({
  expected,
  isRight: (value) => values.includes(value),
  condition: (expression) => `contains(${JSON.stringify(values)}, ${expression})`,
});

/** Text of so many characters, or a list of so many items. */
export const lengthBetween = (
  min: number,
  max: number,
  expected: string,
): Rule<string | readonly unknown[]> => ({
  expected,
  isRight: ({ length }) => length >= min && length <= max,
  condition: (expression) =>
    [...(min > 0 ? [`length(${expression}) >= ${min}`] : []), `length(${expression}) <= ${max}`].join(" && "),
});

/** The rule holds for every item. */
export const everyItem = <T>(rule: Rule<T>): Rule<readonly T[]> => ({
  expected: `each to be ${rule.expected}`,
  isRight: (items) => items.every((item) => rule.isRight(item)),
  condition: (expression) => `alltrue([for item in ${expression} : ${rule.condition("item")}])`,
});

/** No two items are the same. */
export const distinct = (expected: string): Rule<readonly string[]> => ({
  expected,
  isRight: (items) => new Set(items).size === items.length,
  condition: (expression) => `length(distinct(${expression})) == length(${expression})`,
});

function terraformPattern(pattern: RegExp): string {
  return `"${pattern.source
    .replaceAll("\\/", "/")
    .replaceAll("\\", "\\\\")
    .replaceAll('"', '\\"')
    .replaceAll("${", "$${")
    .replaceAll("%{", "%%{")}"`;
}
