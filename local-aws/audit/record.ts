import { randomUUID } from "node:crypto";
import type { AwsRequest, AwsResponse, CalledOperation } from "../http";
import { eventName } from "./event-name";
import { userIdentity, type UserIdentity } from "./user-identity";

/** One record as CloudTrail writes it, without what has no meaning on one machine (TLS, endpoints). */
export interface AuditRecord {
  readonly eventVersion: string;
  readonly userIdentity: UserIdentity;
  /** ISO 8601, in UTC, to the second. */
  readonly eventTime: string;
  readonly eventSource: string;
  readonly eventName: string;
  readonly awsRegion: string;
  readonly sourceIPAddress: string;
  readonly userAgent: string;
  /** Both only when the request was refused. */
  readonly errorCode?: string;
  readonly errorMessage?: string;
  readonly requestParameters: Readonly<Record<string, unknown>> | null;
  /** Of requests that change nothing, and of those that were refused, none are recorded. */
  readonly responseElements: Readonly<Record<string, unknown>> | null;
  readonly additionalEventData?: Readonly<Record<string, unknown>>;
  readonly requestID: string;
  readonly eventID: string;
  readonly readOnly: boolean;
  readonly eventType: "AwsApiCall";
  readonly managementEvent: true;
  readonly recipientAccountId: string;
  readonly eventCategory: "Management";
}

/** Longest message of an error, and largest JSON of parameters and of elements, in characters: the log is for people. */
const LONGEST_MESSAGE = 1024;
const LARGEST_MEMBER = 16 * 1024;

/** Packages, and what may hold secrets: CloudTrail leaves them out too. */
const OMITTED = new Set(["zipfile", "environment", "payload"]);

export interface Answered {
  readonly request: AwsRequest;
  readonly operation: CalledOperation;
  readonly response: AwsResponse;
  readonly at: Date;
}

export function auditRecord({ request, operation, response, at }: Answered): AuditRecord {
  const identity = userIdentity(request.callerArn, request.accessKeyId);
  const answer = objectIn(response.body);
  const isRefusal = response.status >= 300;
  const readOnly = /^(Get|List|Describe)/.test(operation.name);
  const text = (member: unknown): string | undefined => (typeof member === "string" ? member : undefined);
  return {
    eventVersion: "1.11",
    userIdentity: identity,
    eventTime: at.toISOString().replace(/\.\d+Z$/, "Z"),
    eventSource: `${request.service}.amazonaws.com`,
    eventName: eventName(request.service, operation.name),
    awsRegion: request.region,
    sourceIPAddress: "127.0.0.1",
    userAgent: request.headers["user-agent"] ?? "",
    ...(isRefusal && {
      errorCode: response.headers["x-amzn-errortype"] ?? String(response.status),
      errorMessage: (text(answer?.message) ?? text(answer?.Message))?.slice(0, LONGEST_MESSAGE),
    }),
    requestParameters: limited({
      ...objectIn(request.body),
      ...Object.fromEntries(request.query),
      ...operation.labels,
    }),
    responseElements: isRefusal || readOnly || !answer ? null : limited(answer),
    // A deployment that was refused has none, as measured on AWS.
    ...(isRefusal ? {} : { additionalEventData: response.additionalEventData }),
    requestID: response.headers["x-amzn-requestid"] ?? randomUUID(),
    eventID: randomUUID(),
    readOnly,
    eventType: "AwsApiCall",
    managementEvent: true,
    recipientAccountId: identity.accountId,
    eventCategory: "Management",
  };
}

function objectIn(body: Buffer): Record<string, unknown> | undefined {
  try {
    const value = JSON.parse(body.toString()) as unknown;
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** The members, or that there were too many to record. */
function limited(value: Record<string, unknown>): Record<string, unknown> | null {
  try {
    const members = parameters(value);
    const originalSize = JSON.stringify(members).length;
    return originalSize > LARGEST_MEMBER ? { omitted: true, originalSize } : members;
  } catch (error) {
    // Nested so deep that the stack ends first.
    if (error instanceof RangeError) {
      return { omitted: true };
    }
    throw error;
  }
}

/** Members in CloudTrail's spelling, which starts them with a small letter. */
function parameters(value: Record<string, unknown>): Record<string, unknown> | null {
  const members = Object.entries(value)
    .filter(([name]) => !OMITTED.has(name.toLowerCase()))
    .map(([name, member]) => [name.charAt(0).toLowerCase() + name.slice(1), inner(member)] as const);
  return members.length === 0 ? null : Object.fromEntries(members);
}

function inner(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(inner);
  }
  return typeof value === "object" && value !== null ? parameters(value as Record<string, unknown>) : value;
}
