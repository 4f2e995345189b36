/** A statement as it stands in a synthesized `aws_iam_policy_document`. */
export interface Statement {
  readonly sid: string;
  readonly effect?: string;
  readonly actions: string[];
  readonly resources: string[];
  readonly condition?: Condition[];
}

export interface Condition {
  readonly test: string;
  readonly variable: string;
  readonly values: string[];
}

/** A request to S3: the action, and the condition keys that it has. A header that is not sent is a missing key. */
export interface Request {
  readonly action: string;
  readonly resource: string;
  readonly keys: Record<string, string>;
}

/**
 * The sids of the Deny statements that refuse a request, by IAM's documented rules ("IAM JSON policy elements:
 * Condition operators"): all conditions of a statement must hold; one with several values holds if any does, a negated
 * one if none does; without the key in the request a plain operator fails, a negated one holds, and `…IfExists` holds.
 */
export function refusals(statements: readonly Statement[], request: Request): string[] {
  return statements
    .filter((statement) => statement.effect === "Deny")
    .filter(({ actions }) => actions.some((action) => matches(action, request.action)))
    .filter(({ resources }) => resources.some((resource) => matches(resource, request.resource)))
    .filter(({ condition = [] }) => condition.every((one) => holds(one, request.keys)))
    .map(({ sid }) => sid);
}

function holds({ test, variable, values }: Condition, keys: Record<string, string>): boolean {
  const value = keys[variable];
  if (test === "Null") return values.includes(String(value === undefined));
  if (value === undefined) return test.endsWith("IfExists") || test === "StringNotEquals";
  switch (test) {
    case "Bool":
    case "StringEquals":
    case "StringEqualsIfExists":
      return values.includes(value);
    case "StringNotEquals":
    case "StringNotEqualsIfExists":
      return !values.includes(value);
    default:
      throw new Error(`The evaluator doesn't know the condition operator ${test}`);
  }
}

function matches(pattern: string, text: string): boolean {
  const literal = pattern.split("*").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${literal.join(".*")}$`).test(text);
}
