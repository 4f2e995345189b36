/** One AWS API request, as the front hands it to whoever answers it. */
export interface AwsRequest {
  readonly method: string;
  /** Path as it came, percent-encoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Signing name out of the SigV4 credential scope, such as `lambda`. */
  readonly service: string;
  readonly region: string;
  /** `undefined` when the request is not signed. */
  readonly accessKeyId?: string;
  /** The caller, as CloudTrail and `requestedBy` name it. */
  readonly callerArn: string;
}

export interface AwsResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** What CloudTrail records of the request beside what every record has; clients never see it. */
  readonly additionalEventData?: Readonly<Record<string, unknown>>;
}

/** Answers a request, or `undefined` when the request is not its own. */
export type AwsHandler = (request: AwsRequest) => Promise<AwsResponse | undefined>;

/** What a request calls. */
export interface CalledOperation {
  /** As in the API's model, such as `StartSigningJob`. */
  readonly name: string;
  /** The variable parts of the path, decoded, by their names in the model. */
  readonly labels: Readonly<Record<string, string>>;
}

/** A service that the local AWS answers for by itself. */
export interface AwsService {
  /** `undefined` when the request calls none of the service's operations. */
  operationOf(request: Pick<AwsRequest, "method" | "path">): CalledOperation | undefined;
  readonly handle: AwsHandler;
}

/** Sends a request on to the emulator that stands behind the front for `request.service`. */
export type Forward = (request: AwsRequest) => Promise<AwsResponse>;

export const json = (status: number, value: unknown, headers: Record<string, string> = {}): AwsResponse => ({
  status,
  headers: { "content-type": "application/json", ...headers },
  body: Buffer.from(JSON.stringify(value)),
});

export const noContent = (): AwsResponse => ({ status: 204, headers: {}, body: Buffer.alloc(0) });
