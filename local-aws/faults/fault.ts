import { z } from "zod";

/** How often a fault strikes; without it, until it is removed. */
const times = z.int().min(1).optional();
const service = z.string().min(1);
const operation = z.string().min(1).optional();

/** What can go wrong on demand, by its `kind`. */
export const faultSchema = z.discriminatedUnion("kind", [
  /** Too many requests: the error that the service has for it. */
  z.strictObject({ kind: z.literal("throttle"), service, operation, times }),
  /** No permission. For S3 it may be one bucket's; the reads and writes of signing jobs and Lambda are struck, too. */
  z.strictObject({
    kind: z.literal("access-denied"),
    service,
    operation,
    bucket: z.string().min(1).optional(),
    times,
  }),
  /** Signing jobs that take longer. */
  z.strictObject({ kind: z.literal("slow-jobs"), milliseconds: z.number().min(1).max(3_600_000), times }),
  /** Signing jobs that fail, with this as their `statusReason`. */
  z.strictObject({ kind: z.literal("failed-jobs"), reason: z.string().min(1), times }),
  /** The first so many DescribeSigningJob of every new job find nothing, as they can on AWS. */
  z.strictObject({ kind: z.literal("new-jobs-not-found"), describes: z.int().min(1) }),
]);

export type Fault = z.output<typeof faultSchema>;

/** A request, as far as faults look at it. */
export interface Call {
  /** SigV4 signing name, such as `signer`. */
  readonly service: string;
  /** As in the service's model; `undefined` where the request doesn't tell without its body. */
  readonly operation: string | undefined;
  /** Of S3 only. */
  readonly bucket?: string;
  /** Of DescribeSigningJob only. */
  readonly jobId?: string;
}

/**
 * Reads a fault.
 * @throws Error that says what was expected and what came.
 */
export function readFault(text: string): Fault {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error(`Expected a fault as JSON, such as ${EXAMPLE}, got: ${text}`);
  }
  const result = faultSchema.safeParse(value);
  if (!result.success) {
    throw new Error(`Expected a fault such as ${EXAMPLE}, got: ${text}\n${z.prettifyError(result.error)}`);
  }
  return result.data;
}

const EXAMPLE = '{"kind": "throttle", "service": "signer", "operation": "StartSigningJob", "times": 2}';
