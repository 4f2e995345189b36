import type { Readable } from "node:stream";
import type { AwsRequest, AwsResponse } from "./http";

/** A body of known size that is sent piece by piece, and never in memory as a whole. */
export interface StreamedBody {
  /** In bytes. */
  readonly size: number;
  readonly chunks: AsyncIterable<Buffer>;
}

/** A request of our own to an emulator. */
export interface StreamedRequest extends Omit<AwsRequest, "body"> {
  readonly body: Buffer | StreamedBody;
}

export interface StreamedResponse extends Omit<AwsResponse, "body"> {
  /** Must be read to its end, or destroyed: until then it holds a connection. */
  readonly body: Readable;
}

/** As `Forward`, for requests whose body may be too large for memory; their answers are small. */
export type ForwardLarge = (request: StreamedRequest) => Promise<AwsResponse>;

/** As `Forward`, for bodies that are too large for memory, the answers' too. */
export type ForwardStream = (request: StreamedRequest) => Promise<StreamedResponse>;
