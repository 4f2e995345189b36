import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

interface Shape {
  readonly type: string;
  readonly required?: readonly string[];
  readonly members?: Readonly<Record<string, Member>>;
  readonly member?: Member;
  readonly key?: Member;
  readonly value?: Member;
  readonly enum?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly error?: { readonly httpStatusCode?: number };
}
export interface Member {
  readonly shape: string;
  readonly location?: string;
  readonly locationName?: string;
  /** Clients fill it in by themselves. */
  readonly idempotencyToken?: boolean;
}
interface Operation {
  readonly http: { readonly method: string; readonly requestUri: string; readonly responseCode?: number };
  readonly input?: Member;
  readonly output?: Member;
  readonly errors?: ReadonlyArray<Member>;
}
interface Model {
  readonly operations: Readonly<Record<string, Operation>>;
  readonly shapes: Readonly<Record<string, Shape>>;
}

/** An input that the model doesn't allow. */
export interface WrongInput {
  /** Such as `reason is shorter than 1`. */
  readonly what: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** An API as botocore, AWS's own library, describes it. */
export class BotocoreModel {
  private constructor(private readonly model: Model) {}

  /** @param python of a virtual environment with botocore, such as `.local/python/bin/python` */
  static read(virtualEnvironment: string, service: string, version: string): BotocoreModel {
    const lib = join(virtualEnvironment, "lib");
    const python = readdirSync(lib).find((name) => name.startsWith("python3"))!;
    const file = join(lib, python, "site-packages/botocore/data", service, version, "service-2.json.gz");
    return new BotocoreModel(JSON.parse(gunzipSync(readFileSync(file)).toString()) as Model);
  }

  get operations(): string[] {
    return Object.keys(this.model.operations);
  }

  successStatusOf(operation: string): number {
    return this.operation(operation).http.responseCode ?? 200;
  }

  /** HTTP status by exception, of those that an operation may end in. */
  errorsOf(operation: string): Readonly<Record<string, number>> {
    return Object.fromEntries(
      (this.operation(operation).errors ?? []).map(({ shape }) => [
        shape,
        this.shape(shape).error?.httpStatusCode ?? 400,
      ]),
    );
  }

  patternOf(shape: string): RegExp {
    return new RegExp(this.shape(shape).pattern!);
  }

  /**
   * What of an answer's body isn't as the model has it: members that it doesn't know, of another type, out of range or
   * missing.
   */
  deviations(operation: string, body: unknown): string[] {
    const output = this.operation(operation).output;
    return output ? this.deviationsOf(output, body, operation) : [];
  }

  /** Each way in which one member of a right input can be wrong, the rest of it being right. */
  wrongInputs(operation: string, right: Readonly<Record<string, unknown>>): WrongInput[] {
    const { input } = this.operation(operation);
    return input ? this.wrongStructures(input, right, "") : [];
  }

  private operation(name: string): Operation {
    const operation = this.model.operations[name];
    if (!operation) throw new Error(`botocore's model has no operation ${name}`);
    return operation;
  }

  private shape(name: string): Shape {
    return this.model.shapes[name]!;
  }

  private deviationsOf({ shape: name }: Member, value: unknown, at: string): string[] {
    const shape = this.shape(name);
    switch (shape.type) {
      case "structure": {
        if (typeof value !== "object" || value === null) return [`${at} is no structure`];
        const members = shape.members ?? {};
        const known = new Map(Object.entries(members).map(([key, one]) => [one.locationName ?? key, one]));
        const missing = (shape.required ?? []).filter(
          (key) => !((members[key]?.locationName ?? key) in value),
        );
        return [
          ...missing.map((key) => `${at}.${key} is missing`),
          ...Object.entries(value).flatMap(([key, inner]) => {
            const one = known.get(key);
            return one ? this.deviationsOf(one, inner, `${at}.${key}`) : [`${at}.${key} is not in the model`];
          }),
        ];
      }
      case "list":
        return Array.isArray(value)
          ? value.flatMap((item, index) => this.deviationsOf(shape.member!, item, `${at}[${index}]`))
          : [`${at} is no list`];
      case "map":
        return Object.entries(value as object).flatMap(([key, inner]) => [
          ...this.deviationsOf(shape.key!, key, `${at} key`),
          ...this.deviationsOf(shape.value!, inner, `${at}.${key}`),
        ]);
      case "string":
      case "blob":
        return typeof value === "string" ? stringDeviations(shape, value, at) : [`${at} is no text`];
      case "timestamp":
      case "integer":
      case "long":
      case "double":
        return typeof value === "number" ? [] : [`${at} is no number`];
      case "boolean":
        return typeof value === "boolean" ? [] : [`${at} is no boolean`];
      default:
        return [`${at}: the type ${shape.type} is not known here`];
    }
  }

  private wrongStructures(
    member: Member,
    right: Readonly<Record<string, unknown>>,
    at: string,
  ): WrongInput[] {
    const shape = this.shape(member.shape);
    const required = (shape.required ?? [])
      // Without it there is no path to send the request to.
      .filter((key) => shape.members![key]!.location !== "uri" && !shape.members![key]!.idempotencyToken)
      .map((key) => {
        const rest = Object.fromEntries(Object.entries(right).filter(([name]) => name !== key));
        return { what: `${at}${key} is missing`, input: rest };
      });
    const values = Object.entries(shape.members ?? {}).flatMap(([key, inner]) =>
      this.wrongValues(inner, right[key], `${at}${key}`).map(({ what, value }) => ({
        what,
        input: { ...right, [key]: value },
      })),
    );
    return [...required, ...values];
  }

  private wrongValues(member: Member, right: unknown, at: string): { what: string; value: unknown }[] {
    const shape = this.shape(member.shape);
    switch (shape.type) {
      case "structure":
        return typeof right === "object" && right !== null
          ? this.wrongStructures(member, right as Record<string, unknown>, `${at}.`).map(
              ({ what, input }) => ({ what, value: input }),
            )
          : [];
      case "string":
        return wrongStrings(shape, at);
      case "blob":
        return [
          ...(shape.min === undefined
            ? []
            : [{ what: `${at} is shorter than ${shape.min}`, value: Buffer.alloc(shape.min - 1) }]),
          ...(shape.max === undefined
            ? []
            : [{ what: `${at} is longer than ${shape.max}`, value: Buffer.alloc(shape.max + 1, "x") }]),
        ];
      case "integer":
        return [
          ...(shape.min === undefined
            ? []
            : [{ what: `${at} is less than ${shape.min}`, value: shape.min - 1 }]),
          ...(shape.max === undefined
            ? []
            : [{ what: `${at} is more than ${shape.max}`, value: shape.max + 1 }]),
        ];
      case "list":
        return this.wrongValues(shape.member!, undefined, `${at}[0]`).map(({ what, value }) => ({
          what,
          value: [value],
        }));
      case "map":
        return [
          ...this.wrongValues(shape.key!, undefined, `${at}'s key`).map(({ what, value }) => ({
            what,
            value: { [String(value)]: "value" },
          })),
          ...this.wrongValues(shape.value!, undefined, `${at}'s value`).map(({ what, value }) => ({
            what,
            value: { key: value },
          })),
          ...(shape.max === undefined
            ? []
            : [
                {
                  what: `${at} has more than ${shape.max} entries`,
                  value: Object.fromEntries(
                    Array.from({ length: shape.max + 1 }, (_, index) => [`key${index}`, "value"]),
                  ),
                },
              ]),
        ];
      default:
        return [];
    }
  }
}

function stringDeviations(shape: Shape, value: string, at: string): string[] {
  return [
    ...(shape.enum && !shape.enum.includes(value) ? [`${at} "${value}" is not in the model's list`] : []),
    ...(shape.min !== undefined && value.length < shape.min ? [`${at} is shorter than ${shape.min}`] : []),
    ...(shape.max !== undefined && value.length > shape.max ? [`${at} is longer than ${shape.max}`] : []),
    ...(shape.pattern && !new RegExp(shape.pattern).test(value) ? [`${at} "${value}" doesn't match`] : []),
  ];
}

function wrongStrings(
  { enum: words, min, max, pattern }: Shape,
  at: string,
): { what: string; value: string }[] {
  const fitting = (length: number): string => (pattern === "^[0-9]{12}$" ? "1" : "a").repeat(length);
  return [
    ...(words ? [{ what: `${at} is not in the model's list`, value: "NoSuchWord" }] : []),
    // An empty one in a path is another path.
    ...(min !== undefined && min > 0
      ? [{ what: `${at} is shorter than ${min}`, value: fitting(min - 1) }]
      : []),
    ...(max !== undefined ? [{ what: `${at} is longer than ${max}`, value: fitting(max + 1) }] : []),
    ...(pattern
      ? [{ what: `${at} doesn't match ${pattern}`, value: "!".repeat(Math.max(min ?? 1, 1)) }]
      : []),
  ];
}
