import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { WORKSPACE } from "../boto3-client";

/** Botocore's model of Signer's API: what AWS itself publishes of it. */
export interface Model {
  readonly operations: Readonly<Record<string, Operation>>;
  readonly shapes: Readonly<Record<string, Shape>>;
}

export interface Operation {
  readonly http: { readonly method: string; readonly requestUri: string };
  readonly input: { readonly shape: string };
  readonly errors: readonly { readonly shape: string }[];
}

export interface Shape {
  readonly type: string;
  readonly required?: readonly string[];
  readonly members?: Readonly<Record<string, Member>>;
  readonly member?: Member;
  readonly key?: Member;
  readonly value?: Member;
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly enum?: readonly string[];
  readonly error?: { readonly httpStatusCode: number };
}

interface Member {
  readonly shape: string;
  readonly location?: "uri" | "querystring";
}

/** As it came with the emulators, which must be installed. */
export function readModel(): Model {
  const libraries = join(WORKSPACE, "python", "lib");
  const python = readdirSync(libraries).find((name) => name.startsWith("python3"))!;
  const data = join(libraries, python, "site-packages", "botocore", "data");
  const file = readFileSync(join(data, "signer", "2017-08-25", "service-2.json.gz"));
  return JSON.parse(gunzipSync(file).toString()) as Model;
}

export type Json = string | number | boolean | Json[] | { [name: string]: Json };
export type Input = { [name: string]: Json };

/** An input that the model doesn't allow, and the member that is wrong. */
export interface Violation {
  readonly what: string;
  readonly member: string;
  readonly input: Input;
}

/** Every constraint of the model that the input keeps, broken one at a time. */
export function violationsOf(model: Model, operation: Operation, valid: Input): Violation[] {
  const top = model.shapes[operation.input.shape]!;
  return Object.entries(valid).flatMap(([name, value]) => {
    const member = top.members![name]!;
    const wrong = wrongValues(model, model.shapes[member.shape]!, value).map(({ what, member, value }) => ({
      what: `${name}${what}`,
      member: `${name}${member}`,
      input: { ...valid, [name]: value },
    }));
    // A path without a label is another operation's.
    const isRequired = top.required?.includes(name) && member.location !== "uri";
    return isRequired ? [...wrong, { what: `no ${name}`, member: name, input: without(valid, name) }] : wrong;
  });
}

interface WrongValue {
  /** Path and what is wrong there. */
  readonly what: string;
  readonly member: string;
  readonly value: Json;
}

function wrongValues(model: Model, shape: Shape, valid: Json): WrongValue[] {
  const wrong = (what: string, value: Json): WrongValue => ({ what: ` ${what}`, member: "", value });
  const shapeOf = (member: Member): Shape => model.shapes[member.shape]!;
  switch (shape.type) {
    case "structure":
      return Object.entries(valid as Input).flatMap(([name, value]) => [
        ...wrongValues(model, shapeOf(shape.members![name]!), value).map((inner) => ({
          what: `.${name}${inner.what}`,
          member: `.${name}${inner.member}`,
          value: { ...(valid as Input), [name]: inner.value },
        })),
        ...(shape.required?.includes(name)
          ? [{ what: ` without ${name}`, member: `.${name}`, value: without(valid as Input, name) }]
          : []),
      ]);
    case "map": {
      const many = Object.fromEntries(
        Array.from({ length: (shape.max ?? 0) + 1 }, (_, at) => [`k${at}`, "v"]),
      );
      return [
        ...(shape.min === undefined ? [] : [wrong(`of fewer than ${shape.min}`, {})]),
        ...(shape.max === undefined ? [] : [wrong(`of more than ${shape.max}`, many)]),
        ...wrongValues(model, shapeOf(shape.key!), "key").map(({ what, value }) =>
          wrong(`with a key ${what}`, { [value as string]: "value" }),
        ),
        ...wrongValues(model, shapeOf(shape.value!), "value").map(({ what, value }) =>
          wrong(`with a value ${what}`, { key: value }),
        ),
      ];
    }
    case "list":
      return [
        ...(shape.max === undefined
          ? []
          : [wrong(`of more than ${shape.max}`, Array<Json>(shape.max + 1).fill((valid as Json[])[0]!))]),
        ...wrongValues(model, shapeOf(shape.member!), (valid as Json[])[0]!).map(({ what, value }) =>
          wrong(`with a member ${what}`, [value]),
        ),
      ];
    case "string":
      return [
        ...(shape.min === undefined ? [] : [wrong(`shorter than ${shape.min}`, "a".repeat(shape.min - 1))]),
        ...(shape.max === undefined ? [] : [wrong(`longer than ${shape.max}`, "a".repeat(shape.max + 1))]),
        ...(shape.pattern === undefined ? [] : [wrong(`not ${shape.pattern}`, "!".repeat(shape.min ?? 2))]),
        ...(shape.enum === undefined ? [] : [wrong(`none of ${shape.enum.join()}`, "Other")]),
      ];
    case "blob": {
      const blob = (size: number): Json => Buffer.alloc(size).toString("base64");
      return [
        ...(shape.min === undefined ? [] : [wrong(`shorter than ${shape.min}`, blob(shape.min - 1))]),
        ...(shape.max === undefined ? [] : [wrong(`longer than ${shape.max}`, blob(shape.max + 1))]),
        wrong("that is no base64", "%%%"),
      ];
    }
    case "integer":
      return [
        ...(shape.min === undefined ? [] : [wrong(`below ${shape.min}`, shape.min - 1)]),
        ...(shape.max === undefined ? [] : [wrong(`above ${shape.max}`, shape.max + 1)]),
        wrong("that is no integer", 1.5),
        wrong("that is a word", "many"),
      ];
    case "boolean":
      return [wrong("that is neither", "maybe")];
    case "timestamp":
      return [wrong("that is no time", "yesterday")];
    default:
      throw new Error(`The model has a shape of the unknown type ${shape.type}`);
  }
}

function without(input: Input, name: string): Input {
  return Object.fromEntries(Object.entries(input).filter(([other]) => other !== name));
}

/** A request as rest-json writes it: labels into the path, the query, and the rest as a JSON body. */
export function requestOf(
  model: Model,
  operation: Operation,
  input: Input,
): { method: string; target: string; body: string | undefined } {
  const { members } = model.shapes[operation.input.shape]!;
  let path = operation.http.requestUri;
  const query = new URLSearchParams();
  const body: Input = {};
  for (const [name, value] of Object.entries(input)) {
    const { location } = members![name]!;
    if (location === "uri") {
      path = path.replace(`{${name}}`, encodeURIComponent(text(value)));
    } else if (location === "querystring") {
      [value].flat().forEach((one) => query.append(name, text(one)));
    } else {
      body[name] = value;
    }
  }
  const hasBody = ["POST", "PUT"].includes(operation.http.method);
  return {
    method: operation.http.method,
    target: `${path}?${query.toString()}`,
    body: hasBody ? JSON.stringify(body) : undefined,
  };
}

const text = (value: Json): string => (typeof value === "object" ? JSON.stringify(value) : String(value));
