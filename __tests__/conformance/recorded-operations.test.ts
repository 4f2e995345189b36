import { operationOf } from "../../conformance/rows/terraform";

test.each([
  ["PUT", "/signing-profiles/claims", "PutSigningProfile"],
  ["GET", "/signing-profiles/claims/permissions", "ListProfilePermissions"],
  ["DELETE", "/signing-profiles/claims/permissions/one?revisionId=1", "RemoveProfilePermission"],
  [
    "GET",
    "/2020-04-22/code-signing-configs/arn:aws:lambda:us-east-1:123456789012:code-signing-config:csc-1/",
    "GetCodeSigningConfig",
  ],
  ["GET", "/2015-03-31/functions/claims", "GetFunction"],
  ["GET", "/2015-03-31/functions/claims/versions?MaxItems=50", "ListVersionsByFunction"],
  ["PUT", "/2020-06-30/functions/claims/code-signing-config", "PutFunctionCodeSigningConfig"],
  ["POST", "/2015-03-31/functions/claims/versions", "PublishVersion"],
  ["GET", "/elsewhere", "GET /elsewhere"],
])("%s %s is %s", (method, path, operation) => {
  expect(operationOf({ method, path })).toBe(operation);
});
