import { Readable } from "node:stream";
import type { ForwardStream } from "../streaming";
import type { Faults } from "./faults";
import { struck } from "./struck";

/** Lets faults strike the S3 calls that Signer and Lambda make for their callers, as they strike the callers' own. */
export const guarded =
  (faults: Faults, forward: ForwardStream): ForwardStream =>
  async (request) => {
    const answer = struck(faults, request, {});
    return answer ? { ...answer, body: Readable.from([answer.body]) } : forward(request);
  };
