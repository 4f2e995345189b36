/*
 * The operations of Lambda that bring no code in and attach no layer, so that the emulator may answer them by itself:
 * method and path, each with the API version that AWS knows it by. Whatever is neither here nor the front's own is
 * refused, because the emulator looks at parts of a path only, and would take others for a deployment.
 */

/** Their answers tell of packages, and get the signing fields added. */
export const OPERATIONS_SHOWING_SIGNATURES = [
  ["GET", "/2015-03-31/functions"],
  ["GET", "/2015-03-31/functions/{FunctionName}"],
  ["GET", "/2015-03-31/functions/{FunctionName}/configuration"],
  ["GET", "/2015-03-31/functions/{FunctionName}/versions"],
  ["POST", "/2015-03-31/functions/{FunctionName}/versions"],
  ["GET", "/2018-10-31/layers"],
  ["GET", "/2018-10-31/layers/{LayerName}/versions/{VersionNumber}"],
] as const;

/** Their answers are passed on as they are. */
export const OTHER_OPERATIONS = [
  ["GET", "/2016-08-19/account-settings"],

  ["POST", "/2015-03-31/functions/{FunctionName}/invocations"],
  ["POST", "/2021-11-15/functions/{FunctionName}/response-streaming-invocations"],

  ["GET", "/2015-03-31/functions/{FunctionName}/aliases"],
  ["POST", "/2015-03-31/functions/{FunctionName}/aliases"],
  ["GET", "/2015-03-31/functions/{FunctionName}/aliases/{Name}"],
  ["PUT", "/2015-03-31/functions/{FunctionName}/aliases/{Name}"],
  ["DELETE", "/2015-03-31/functions/{FunctionName}/aliases/{Name}"],

  ["GET", "/2015-03-31/functions/{FunctionName}/policy"],
  ["POST", "/2015-03-31/functions/{FunctionName}/policy"],
  ["DELETE", "/2015-03-31/functions/{FunctionName}/policy/{StatementId}"],

  ["GET", "/2019-09-30/functions/{FunctionName}/concurrency"],
  ["PUT", "/2017-10-31/functions/{FunctionName}/concurrency"],
  ["DELETE", "/2017-10-31/functions/{FunctionName}/concurrency"],
  ["GET", "/2019-09-30/functions/{FunctionName}/provisioned-concurrency"],
  ["PUT", "/2019-09-30/functions/{FunctionName}/provisioned-concurrency"],
  ["DELETE", "/2019-09-30/functions/{FunctionName}/provisioned-concurrency"],

  ["GET", "/2019-09-25/functions/{FunctionName}/event-invoke-config"],
  ["PUT", "/2019-09-25/functions/{FunctionName}/event-invoke-config"],
  ["DELETE", "/2019-09-25/functions/{FunctionName}/event-invoke-config"],
  ["GET", "/2019-09-25/functions/{FunctionName}/event-invoke-config/list"],

  ["GET", "/2021-10-31/functions/{FunctionName}/url"],
  ["POST", "/2021-10-31/functions/{FunctionName}/url"],
  ["PUT", "/2021-10-31/functions/{FunctionName}/url"],
  ["DELETE", "/2021-10-31/functions/{FunctionName}/url"],
  ["GET", "/2021-10-31/functions/{FunctionName}/urls"],

  ["GET", "/2024-08-31/functions/{FunctionName}/recursion-config"],
  ["PUT", "/2024-08-31/functions/{FunctionName}/recursion-config"],

  ["GET", "/2015-03-31/event-source-mappings"],
  ["POST", "/2015-03-31/event-source-mappings"],
  ["GET", "/2015-03-31/event-source-mappings/{UUID}"],
  ["PUT", "/2015-03-31/event-source-mappings/{UUID}"],
  ["DELETE", "/2015-03-31/event-source-mappings/{UUID}"],

  ["GET", "/2018-10-31/layers/{LayerName}/versions"],
  ["DELETE", "/2018-10-31/layers/{LayerName}/versions/{VersionNumber}"],
  ["GET", "/2018-10-31/layers/{LayerName}/versions/{VersionNumber}/policy"],
  ["POST", "/2018-10-31/layers/{LayerName}/versions/{VersionNumber}/policy"],
  ["DELETE", "/2018-10-31/layers/{LayerName}/versions/{VersionNumber}/policy/{StatementId}"],

  ["GET", "/2017-03-31/tags/{Resource}"],
  ["POST", "/2017-03-31/tags/{Resource}"],
  ["DELETE", "/2017-03-31/tags/{Resource}"],
] as const;
