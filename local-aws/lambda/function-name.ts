import type { AwsRequest } from "../http";
import { LambdaError } from "./errors";

export interface FunctionReference {
  readonly name: string;
  /** Without qualifier. */
  readonly arn: string;
  /** Version or alias. */
  readonly qualifier?: string;
}

const REFERENCE =
  /^(?:arn:aws[a-zA-Z-]*:lambda:(?<region>[a-z0-9-]+):)?(?:(?<account>\d{12}):)?(?:function:)?(?<name>[a-zA-Z0-9-_]+)(?::(?<qualifier>\$LATEST|[a-zA-Z0-9-_]+))?$/;

/**
 * Reads a function's name, partial ARN or ARN, each with or without a qualifier (which the query may carry too).
 * @throws LambdaError when it is none of these, or names another Region's or account's function.
 */
export function functionReference(
  text: string,
  { region, query }: Pick<AwsRequest, "region" | "query">,
  accountId: string,
): FunctionReference {
  const parts = REFERENCE.exec(text)?.groups;
  if (!parts) {
    throw new LambdaError(
      "InvalidParameterValueException",
      `Expected a function name or function ARN in FunctionName, got: '${text}'`,
    );
  }
  if ((parts.region ?? region) !== region || (parts.account ?? accountId) !== accountId) {
    throw new LambdaError("ResourceNotFoundException", `Function not found: ${text}`);
  }
  return {
    name: parts.name!,
    arn: `arn:aws:lambda:${region}:${accountId}:function:${parts.name}`,
    qualifier: parts.qualifier ?? query.get("Qualifier") ?? undefined,
  };
}
