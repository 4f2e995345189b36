import type { AwsRequest, AwsResponse } from "../http";
import type { ForwardLarge } from "../streaming";
import type { FunctionReference } from "./function-name";
import { jsonBody } from "./json-body";

/** The functions themselves, which the emulator keeps. */
export class EmulatedFunctions {
  constructor(readonly forward: ForwardLarge) {}

  /** Sends a request on with another body: JSON, in which `Base64` may stand. */
  send(request: AwsRequest, body: unknown): Promise<AwsResponse> {
    return this.forward({ ...request, body: jsonBody(body) });
  }

  /**
   * Sends a request on to the function that was meant. The emulator reads some function references differently than
   * AWS does; with the plain name it can't but take the function whose config was looked at.
   */
  sendTo(
    { name, qualifier }: FunctionReference,
    suffix: "" | "/code" | "/configuration",
    request: AwsRequest,
    body?: unknown,
  ): Promise<AwsResponse> {
    return this.forward({
      ...request,
      path: `/2015-03-31/functions/${encodeURIComponent(name)}${suffix}`,
      query: new URLSearchParams(qualifier === undefined ? {} : { Qualifier: qualifier }),
      body: body === undefined ? request.body : jsonBody(body),
    });
  }

  /** GetFunctionConfiguration of the unpublished code, which is also how to ask whether a function exists. */
  configuration({ name, arn }: FunctionReference, request: AwsRequest): Promise<AwsResponse> {
    return this.sendTo({ name, arn }, "/configuration", { ...request, method: "GET", body: Buffer.alloc(0) });
  }
}
