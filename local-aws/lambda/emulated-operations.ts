/*
 * The operations of Lambda that bring no code in and attach no layer, so that the emulator may answer them by itself:
 * name, method and path as in the API's model. Whatever is neither here nor the front's own is
 * refused, because the emulator looks at parts of a path only, and would take others for a deployment.
 */

/** Their answers tell of packages, and get the signing fields added. */
export const OPERATIONS_SHOWING_SIGNATURES = [
  ["ListFunctions", "GET", "/2015-03-31/functions"],
  ["GetFunction", "GET", "/2015-03-31/functions/{FunctionName}"],
  ["GetFunctionConfiguration", "GET", "/2015-03-31/functions/{FunctionName}/configuration"],
  ["ListVersionsByFunction", "GET", "/2015-03-31/functions/{FunctionName}/versions"],
  ["PublishVersion", "POST", "/2015-03-31/functions/{FunctionName}/versions"],
  ["ListLayers", "GET", "/2018-10-31/layers"],
  ["GetLayerVersion", "GET", "/2018-10-31/layers/{LayerName}/versions/{VersionNumber}"],
] as const;

/** Their answers are passed on as they are. */
export const OTHER_OPERATIONS = [
  ["GetAccountSettings", "GET", "/2016-08-19/account-settings"],

  ["Invoke", "POST", "/2015-03-31/functions/{FunctionName}/invocations"],
  ["InvokeWithResponseStream", "POST", "/2021-11-15/functions/{FunctionName}/response-streaming-invocations"],

  ["ListAliases", "GET", "/2015-03-31/functions/{FunctionName}/aliases"],
  ["CreateAlias", "POST", "/2015-03-31/functions/{FunctionName}/aliases"],
  ["GetAlias", "GET", "/2015-03-31/functions/{FunctionName}/aliases/{Name}"],
  ["UpdateAlias", "PUT", "/2015-03-31/functions/{FunctionName}/aliases/{Name}"],
  ["DeleteAlias", "DELETE", "/2015-03-31/functions/{FunctionName}/aliases/{Name}"],

  ["GetPolicy", "GET", "/2015-03-31/functions/{FunctionName}/policy"],
  ["AddPermission", "POST", "/2015-03-31/functions/{FunctionName}/policy"],
  ["RemovePermission", "DELETE", "/2015-03-31/functions/{FunctionName}/policy/{StatementId}"],

  ["GetFunctionConcurrency", "GET", "/2019-09-30/functions/{FunctionName}/concurrency"],
  ["PutFunctionConcurrency", "PUT", "/2017-10-31/functions/{FunctionName}/concurrency"],
  ["DeleteFunctionConcurrency", "DELETE", "/2017-10-31/functions/{FunctionName}/concurrency"],
  ["GetProvisionedConcurrencyConfig", "GET", "/2019-09-30/functions/{FunctionName}/provisioned-concurrency"],
  ["PutProvisionedConcurrencyConfig", "PUT", "/2019-09-30/functions/{FunctionName}/provisioned-concurrency"],
  [
    "DeleteProvisionedConcurrencyConfig",
    "DELETE",
    "/2019-09-30/functions/{FunctionName}/provisioned-concurrency",
  ],

  ["GetFunctionEventInvokeConfig", "GET", "/2019-09-25/functions/{FunctionName}/event-invoke-config"],
  ["PutFunctionEventInvokeConfig", "PUT", "/2019-09-25/functions/{FunctionName}/event-invoke-config"],
  ["DeleteFunctionEventInvokeConfig", "DELETE", "/2019-09-25/functions/{FunctionName}/event-invoke-config"],
  ["ListFunctionEventInvokeConfigs", "GET", "/2019-09-25/functions/{FunctionName}/event-invoke-config/list"],

  ["GetFunctionUrlConfig", "GET", "/2021-10-31/functions/{FunctionName}/url"],
  ["CreateFunctionUrlConfig", "POST", "/2021-10-31/functions/{FunctionName}/url"],
  ["UpdateFunctionUrlConfig", "PUT", "/2021-10-31/functions/{FunctionName}/url"],
  ["DeleteFunctionUrlConfig", "DELETE", "/2021-10-31/functions/{FunctionName}/url"],
  ["ListFunctionUrlConfigs", "GET", "/2021-10-31/functions/{FunctionName}/urls"],

  ["GetFunctionRecursionConfig", "GET", "/2024-08-31/functions/{FunctionName}/recursion-config"],
  ["PutFunctionRecursionConfig", "PUT", "/2024-08-31/functions/{FunctionName}/recursion-config"],

  ["ListEventSourceMappings", "GET", "/2015-03-31/event-source-mappings"],
  ["CreateEventSourceMapping", "POST", "/2015-03-31/event-source-mappings"],
  ["GetEventSourceMapping", "GET", "/2015-03-31/event-source-mappings/{UUID}"],
  ["UpdateEventSourceMapping", "PUT", "/2015-03-31/event-source-mappings/{UUID}"],
  ["DeleteEventSourceMapping", "DELETE", "/2015-03-31/event-source-mappings/{UUID}"],

  ["ListLayerVersions", "GET", "/2018-10-31/layers/{LayerName}/versions"],
  ["GetLayerVersionPolicy", "GET", "/2018-10-31/layers/{LayerName}/versions/{VersionNumber}/policy"],
  ["AddLayerVersionPermission", "POST", "/2018-10-31/layers/{LayerName}/versions/{VersionNumber}/policy"],
  [
    "RemoveLayerVersionPermission",
    "DELETE",
    "/2018-10-31/layers/{LayerName}/versions/{VersionNumber}/policy/{StatementId}",
  ],

  ["ListTags", "GET", "/2017-03-31/tags/{Resource}"],
  ["TagResource", "POST", "/2017-03-31/tags/{Resource}"],
  ["UntagResource", "DELETE", "/2017-03-31/tags/{Resource}"],
] as const;
