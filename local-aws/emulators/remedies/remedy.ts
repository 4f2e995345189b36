import type { AwsRequest, AwsResponse, Forward } from "../../http";

/** What the front does about one fault of an emulator. */
export interface Remedy {
  /** SigV4 signing name of the service that it mends. */
  readonly service: string;
  /** Answers in the emulator's place, or `undefined` when the request doesn't meet the fault. */
  readonly answer: (request: AwsRequest, forward: Forward) => Promise<AwsResponse | undefined>;
}
