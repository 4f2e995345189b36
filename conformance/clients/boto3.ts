import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { TEST_CREDENTIALS } from "../../local-aws/settings";
import { AwsCallError, type AwsClient, type CallOptions, type Input, type Output } from "./aws-client";

/** What came over the wire, and what boto3 made of it. */
export interface Exchange {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** The body. */
  readonly text?: string;
  readonly output?: Output;
  readonly error?: { readonly Error?: { readonly Code?: string; readonly Message?: string } };
  /** Why boto3 itself sent nothing, or gave up waiting. */
  readonly notSent?: string;
}

export interface Boto3Options extends CallOptions {
  /** false: boto3 sends what its own checks would refuse. @default true */
  readonly validate?: boolean;
  /** The operation is the name of a waiter. */
  readonly waiter?: boolean;
}

/** boto3, in one process for all calls. */
export class Boto3 implements AwsClient {
  readonly name = "boto3";
  private readonly waiting = new Map<number, (exchange: Exchange) => void>();
  private lastId = 0;

  private constructor(
    private readonly child: ChildProcess,
    private readonly region: string,
  ) {
    createInterface({ input: child.stdout! }).on("line", (line) => {
      const { id, ...exchange } = JSON.parse(line) as Exchange & { id: number };
      this.waiting.get(id)?.(exchange);
      this.waiting.delete(id);
    });
    child.on("close", (code) => {
      for (const done of this.waiting.values()) done({ notSent: `boto3's process ended with ${code}` });
    });
  }

  /** @param python of the virtual environment that has boto3 */
  static start(python: string, endpoint: string, region: string): Boto3 {
    const driver = join("conformance", "clients", "boto3_driver.py");
    const child = spawn(python, ["-I", driver, endpoint], { stdio: ["pipe", "pipe", "inherit"] });
    child.stdin.on("error", () => undefined);
    return new Boto3(child, region);
  }

  async call(service: string, operation: string, input?: Input, options?: Boto3Options): Promise<Output> {
    const { output, error, notSent, status, text } = await this.exchange(service, operation, input, options);
    if (output) return output;
    if (!error) throw new Error(`boto3 did not make the call ${operation}: ${notSent}`);
    const body = jsonOf(text);
    throw new AwsCallError(error.Error?.Code ?? "", error.Error?.Message ?? "", {
      status,
      code: typeof body?.code === "string" ? body.code : undefined,
    });
  }

  /** The same, with what came over the wire; a refusal is an answer, too. */
  exchange(
    service: string,
    operation: string,
    input: Input = {},
    options: Boto3Options = {},
  ): Promise<Exchange> {
    const id = ++this.lastId;
    const call = {
      id,
      service,
      operation,
      input: encoded(input),
      region: options.region ?? this.region,
      credentials: options.credentials ?? TEST_CREDENTIALS,
      validate: options.validate ?? true,
      waiter: options.waiter ?? false,
    };
    return new Promise((done) => {
      this.waiting.set(id, done);
      this.child.stdin!.write(`${JSON.stringify(call)}\n`);
    });
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const closed = once(this.child, "close");
    this.child.stdin!.end();
    const timer = setTimeout(() => this.child.kill("SIGKILL"), 10_000);
    await closed;
    clearTimeout(timer);
  }
}

export function jsonOf(text: string | undefined): Output | undefined {
  try {
    return JSON.parse(text ?? "") as Output;
  } catch {
    return undefined;
  }
}

function encoded(value: unknown): unknown {
  if (value instanceof Uint8Array) return { $base64: Buffer.from(value).toString("base64") };
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(encoded);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([name, member]) => [name, encoded(member)]),
  );
}

/** Bytes of a blob or stream in an answer. */
export function bytes(value: unknown): Buffer {
  return Buffer.from((value as { $base64: string }).$base64, "base64");
}
