import { Readable } from "node:stream";
import type { ForwardStream } from "../streaming";
import { callOf } from "./call-of";
import type { Faults } from "./faults";
import { strikeAnswer } from "./strike-answer";

/** Lets faults strike the S3 calls that Signer and Lambda make for their callers, as they strike the callers' own. */
export const guarded =
  (faults: Faults, forward: ForwardStream): ForwardStream =>
  async (request) => {
    const call = callOf(request, {});
    const strike = faults.onCall(call);
    if (!strike) {
      return forward(request);
    }
    const answer = strikeAnswer(strike, call, request.headers["content-type"]);
    return { ...answer, body: Readable.from([answer.body]) };
  };
