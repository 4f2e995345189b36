import { json, type AwsResponse } from "../http";

const STATUS_OF = {
  CodeSigningConfigNotFoundException: 404,
  CodeVerificationFailedException: 400,
  InvalidParameterValueException: 400,
  InvalidRequestContentException: 400,
  RequestEntityTooLargeException: 413,
  ResourceConflictException: 409,
  ResourceNotFoundException: 404,
  UnknownOperationException: 404,
} as const;

/** A refusal by Lambda, whose body says `Message` with a capital and blames the caller (`User`). */
export class LambdaError extends Error {
  constructor(
    readonly type: keyof typeof STATUS_OF,
    message: string,
  ) {
    super(message);
    this.name = type;
  }

  toResponse(): AwsResponse {
    return json(
      STATUS_OF[this.type],
      { Type: "User", Message: this.message },
      { "x-amzn-errortype": this.type },
    );
  }
}
