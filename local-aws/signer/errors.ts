import { json, type AwsResponse } from "../http";

const STATUS_OF = {
  AccessDeniedException: 403,
  BadRequestException: 400,
  ConflictException: 409,
  NotFoundException: 404,
  ResourceNotFoundException: 404,
  ServiceLimitExceededException: 402,
  UnknownOperationException: 404,
  ValidationException: 400,
} as const;

export type SignerErrorType = keyof typeof STATUS_OF;

/** A refusal by Signer, which names its errors twice: by exception, and by a finer `code` in the body. */
export class SignerError extends Error {
  /** @param code AWS's finer code, such as `ProfileAlreadyExists`; the exception's own name where none is known. */
  constructor(
    readonly type: SignerErrorType,
    message: string,
    readonly code: string = type,
  ) {
    super(message);
    this.name = type;
  }

  toResponse(): AwsResponse {
    const { type, message, code } = this;
    return json(STATUS_OF[type], { message, code }, { "x-amzn-errortype": type });
  }
}
