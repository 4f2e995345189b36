import { Deviation, expectMembers } from "../expect";

/** Blobs as Buffer, times as Date. */
export type Input = Readonly<Record<string, unknown>>;
export type Output = Readonly<Record<string, unknown>>;

export interface CallOptions {
  /** @default the local AWS's own */
  readonly region?: string;
  readonly credentials?: Credentials;
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** A refusal, as the client understood it. What a client doesn't tell is `undefined`. */
export class AwsCallError extends Error {
  constructor(
    /** The exception, such as `ValidationException`. */
    readonly exception: string,
    message: string,
    readonly details: { readonly status?: number; readonly code?: string } = {},
  ) {
    super(message);
    this.name = "AwsCallError";
  }
}

/** One of the clients that AWS publishes, pointed at a local AWS. */
export interface AwsClient {
  readonly name: string;
  /**
   * @param service as the AWS CLI calls it, such as `signer`
   * @param operation as in the API's model, such as `PutSigningProfile`
   * @throws AwsCallError when it is refused
   */
  call(service: string, operation: string, input?: Input, options?: CallOptions): Promise<Output>;
}

export interface Refusal {
  readonly exception: string;
  readonly status?: number;
  readonly code?: string;
  readonly message?: string | RegExp;
}

/** Holds a call against the refusal that it must end in. */
export async function expectRefusal(what: string, call: Promise<unknown>, refusal: Refusal): Promise<void> {
  const error = await refusalOf(call);
  if (!error) throw new Deviation(what, refusal, "it was accepted");
  const { status, code } = error.details;
  const got = { exception: error.exception, message: error.message, status, code };
  expectMembers(
    what,
    got,
    Object.fromEntries(
      // The AWS CLI tells neither status nor code: then the other clients' rows do.
      Object.entries(refusal).filter(
        ([name]) => !(name === "status" || name === "code") || status !== undefined,
      ),
    ),
  );
}

/** The refusal that a call ends in, or `undefined` when it is accepted. */
export async function refusalOf(call: Promise<unknown>): Promise<AwsCallError | undefined> {
  try {
    await call;
    return undefined;
  } catch (error) {
    if (error instanceof AwsCallError) return error;
    throw error;
  }
}
