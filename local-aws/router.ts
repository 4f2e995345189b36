import type { AwsRequest } from "./http";

export type Labels = Readonly<Record<string, string>>;
type Operation = (request: AwsRequest, labels: Labels) => unknown;

/**
 * Name of the operation as in the API's model, method, path template, and what answers it. A `{label}` takes one segment of the path, a `{label+}` at its end all that is
 * left: clients disagree on whether the slashes of an ARN are encoded.
 */
export type Route = readonly [name: string, method: string, template: string, operation: Operation];

export interface Match {
  readonly name: string;
  readonly operation: Operation;
  readonly labels: Labels;
}

/**
 * The first route that fits a request, with its labels.
 * @param segments of the path, decoded; the first is empty, as the path starts with a slash.
 */
export function route(
  routes: readonly Route[],
  method: string,
  segments: readonly string[],
): Match | undefined {
  for (const [name, routeMethod, template, operation] of routes) {
    const labels = routeMethod === method ? match(template.split("/"), segments) : undefined;
    if (labels) {
      return { name, operation, labels };
    }
  }
  return undefined;
}

function match(template: readonly string[], segments: readonly string[]): Labels | undefined {
  const labels: Record<string, string> = {};
  for (const [at, part] of template.entries()) {
    const label = /^\{(\w+)(\+?)\}$/.exec(part);
    const isRest = label?.[2] === "+";
    const text = segments[at];
    if (!text && label) {
      return undefined;
    }
    if (text === undefined || (!label && text !== part)) {
      return undefined;
    }
    if (label) {
      labels[label[1]!] = isRest ? segments.slice(at).join("/") : text;
    }
    if (isRest) {
      return labels;
    }
  }
  return segments.length === template.length ? labels : undefined;
}
