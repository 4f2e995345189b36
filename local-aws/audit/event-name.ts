/** API dates that CloudTrail puts behind the names of Lambda's operations: its documentation lists them. */
const LAMBDA_SUFFIXES: Readonly<Record<string, string>> = {
  AddPermission: "20150331v2",
  CreateAlias: "20150331",
  CreateEventSourceMapping: "20150331",
  CreateFunction: "20150331",
  DeleteAlias: "20150331",
  DeleteEventSourceMapping: "20150331",
  DeleteFunction: "20150331",
  DeleteFunctionConcurrency: "20171031",
  GetAlias: "20150331",
  PublishLayerVersion: "20181031",
  PublishVersion: "20150331",
  PutFunctionConcurrency: "20171031",
  RemovePermission: "20150331v2",
  TagResource: "20170331v2",
  UntagResource: "20170331v2",
  UpdateAlias: "20150331",
  UpdateEventSourceMapping: "20150331",
  UpdateFunctionCode: "20150331v2",
  UpdateFunctionConfiguration: "20150331v2",
  // Not in the list of operations, but in the note above it.
  GetFunction: "20150331v2",
};

/** CloudTrail's name of an operation: the API's, with a date behind some of Lambda's. */
export function eventName(service: string, operation: string): string {
  const suffix =
    service === "lambda" && Object.hasOwn(LAMBDA_SUFFIXES, operation) ? LAMBDA_SUFFIXES[operation] : "";
  return operation + suffix;
}

/** Data events, which a trail leaves out unless it is told otherwise. */
export const isDataEvent = (service: string, operation: string): boolean =>
  service === "lambda" && operation.startsWith("Invoke");
