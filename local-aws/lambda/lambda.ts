import type { Clock } from "../clock";
import type { AwsRequest, AwsResponse, AwsService, CalledOperation, Forward } from "../http";
import { type Labels, route, type Route } from "../router";
import type { S3Objects, Signer } from "../signer";
import { UNKNOWN_OPERATION } from "../unconfirmed";
import { Attachments } from "./attachments";
import { CodeSigningConfigs } from "./code-signing-configs";
import { Deployments, type OnTolerated } from "./deployments";
import { EmulatedFunctions } from "./emulated-functions";
import { OPERATIONS_SHOWING_SIGNATURES, OTHER_OPERATIONS } from "./emulated-operations";
import { LambdaError } from "./errors";
import { type FunctionReference, functionReference } from "./function-name";
import { createFunction, parseDeployment } from "./requests";
import { Serial } from "./serial";
import { asAwsShows } from "./signing-fields";
import { inMemoryLambdaState, type LambdaState } from "./state";

export interface LambdaCodeSigningOptions {
  /** Twelve digits. */
  readonly accountId: string;
  readonly clock: Clock;
  /** Knows what is revoked. */
  readonly signer: Pick<Signer, "isRevoked">;
  /** Reaches the emulator that keeps and runs the functions. */
  readonly forward: Forward;
  /** Reads packages from S3. */
  readonly objects: S3Objects;
  /** DER of the root certificates that signatures must go back to. */
  readonly trustedRoots: readonly Uint8Array[];
  /** Hears of a deployment that failed a check and that the policy Warn let through. */
  readonly onTolerated?: OnTolerated;
  /** Configs, attachments and signatures of earlier; none by default. */
  readonly state?: LambdaState;
}

/**
 * AWS Lambda: code signing configs and their checks at every deployment are its own, the rest of Lambda's operations
 * it hands to the emulator. What is no operation of Lambda's is refused.
 */
export function createLambdaCodeSigning(options: LambdaCodeSigningOptions): AwsService {
  const routes = routesOf(options, options.state ?? inMemoryLambdaState());
  return {
    operationOf: (request) => operationOf(routes, request),
    handle: async (request) => {
      try {
        const segments = segmentsOf(request.path);
        const match = route(routes, request.method, segments);
        if (!match) {
          throw new LambdaError("UnknownOperationException", UNKNOWN_OPERATION(request.method, request.path));
        }
        return (await match.operation(asUnderstood(request, segments), match.labels)) as AwsResponse;
      } catch (error) {
        if (error instanceof LambdaError) {
          return error.toResponse();
        }
        throw error;
      }
    },
  };
}

function operationOf(
  routes: readonly Route[],
  { method, path }: Pick<AwsRequest, "method" | "path">,
): CalledOperation | undefined {
  try {
    return route(routes, method, segmentsOf(path));
  } catch (error) {
    if (error instanceof LambdaError) {
      return undefined;
    }
    throw error;
  }
}

/**
 * The segments of a path as the emulator sees them: it decodes the path as a whole, twice, and only then takes it
 * apart. What is checked must be what it would do, or an encoded slash would be a way around the checks.
 */
function segmentsOf(path: string): string[] {
  try {
    let decoded = path;
    while (decoded.includes("%")) {
      decoded = decodeURIComponent(decoded);
    }
    if (decoded.startsWith("/")) {
      return decoded.replace(/\/+$/, "").split("/");
    }
  } catch {
    // Falls through to the refusal: no name or ARN of Lambda's has a percent sign.
  }
  throw new LambdaError(
    "InvalidParameterValueException",
    `Expected the path of a Lambda operation, got: ${path}`,
  );
}

/**
 * The request as it was understood here, for the emulator to understand it the same way. It takes Region and account
 * out of the credentials by rules of its own, which a header of another form, or a key of twelve digits, would turn to
 * another function than the one that was checked.
 */
function asUnderstood(request: AwsRequest, segments: readonly string[]): AwsRequest {
  return {
    ...request,
    path: segments.map(encodeURIComponent).join("/"),
    headers: {
      ...request.headers,
      authorization: `AWS4-HMAC-SHA256 Credential=internal/20200101/${request.region}/lambda/aws4_request, SignedHeaders=host, Signature=none`,
    },
  };
}

function routesOf(options: LambdaCodeSigningOptions, state: LambdaState): Route[] {
  const { accountId, clock, signer, forward, objects, trustedRoots } = options;
  const functions = new EmulatedFunctions(forward);
  const configs = new CodeSigningConfigs(accountId, clock, state);
  const attachments = new Attachments(functions, state);
  const deployments = new Deployments(
    clock,
    signer,
    trustedRoots,
    objects,
    functions,
    attachments,
    state,
    options.onTolerated ?? (() => undefined),
  );
  const functionsInTurn = new Serial();
  const configsInTurn = new Serial();

  type OnFunction = (reference: FunctionReference, request: AwsRequest) => Promise<AwsResponse>;
  const inTurn = (text: string, request: AwsRequest, operation: OnFunction) => {
    const reference = functionReference(text, request, accountId);
    return functionsInTurn.run(reference.arn, () => operation(reference, request));
  };
  const onFunction = (operation: OnFunction) => (request: AwsRequest, labels: Labels) =>
    inTurn(labels.FunctionName!, request, operation);
  const onTagsOfConfig =
    (operation: (arn: string, request: AwsRequest) => AwsResponse) =>
    (request: AwsRequest, { Resource: arn }: Labels) =>
      arn!.includes(":code-signing-config:") ? operation(arn!, request) : forward(request);

  const withSignatures = async (request: AwsRequest) => asAwsShows(await forward(request), state);

  const configurations = "/2020-04-22/code-signing-configs";
  const tags = "/2017-03-31/tags/{Resource}";
  const fn = "/2015-03-31/functions/{FunctionName}";
  const configOfFunction = "/2020-06-30/functions/{FunctionName}/code-signing-config";
  return [
    ["CreateCodeSigningConfig", "POST", configurations, (request) => configs.create(request)],
    ["ListCodeSigningConfigs", "GET", configurations, (request) => configs.list(request)],
    [
      "GetCodeSigningConfig",
      "GET",
      `${configurations}/{CodeSigningConfigArn}`,
      (request, { CodeSigningConfigArn: arn }) => configs.get(arn!, request),
    ],
    [
      "UpdateCodeSigningConfig",
      "PUT",
      `${configurations}/{CodeSigningConfigArn}`,
      (request, { CodeSigningConfigArn: arn }) => configs.update(arn!, request),
    ],
    [
      "DeleteCodeSigningConfig",
      "DELETE",
      `${configurations}/{CodeSigningConfigArn}`,
      (request, { CodeSigningConfigArn: arn }) =>
        configsInTurn.run(arn!, () => configs.delete(arn!, request)),
    ],
    [
      "ListFunctionsByCodeSigningConfig",
      "GET",
      `${configurations}/{CodeSigningConfigArn}/functions`,
      (request, { CodeSigningConfigArn: arn }) => configs.listFunctions(arn!, request),
    ],
    ["ListTags", "GET", tags, onTagsOfConfig((arn, request) => configs.listTags(arn, request))],
    ["TagResource", "POST", tags, onTagsOfConfig((arn, request) => configs.tag(arn, request))],
    ["UntagResource", "DELETE", tags, onTagsOfConfig((arn, request) => configs.untag(arn, request))],

    [
      "PutFunctionCodeSigningConfig",
      "PUT",
      configOfFunction,
      onFunction((reference, request) => attachments.put(reference, request)),
    ],
    [
      "GetFunctionCodeSigningConfig",
      "GET",
      configOfFunction,
      onFunction((reference, request) => attachments.get(reference, request)),
    ],
    [
      "DeleteFunctionCodeSigningConfig",
      "DELETE",
      configOfFunction,
      onFunction((reference, request) => attachments.delete(reference, request)),
    ],

    [
      "CreateFunction",
      "POST",
      "/2015-03-31/functions",
      (request) => {
        const input = parseDeployment(createFunction, request, "CreateFunction");
        return inTurn(input.FunctionName, request, (reference) => {
          const create = () => deployments.createFunction(input, reference, request);
          // The config must still be there when the function is, and is attached to it.
          const config = input.CodeSigningConfigArn;
          return config ? configsInTurn.run(config, create) : create();
        });
      },
    ],
    [
      "UpdateFunctionCode",
      "PUT",
      `${fn}/code`,
      onFunction((reference, request) => deployments.updateFunctionCode(reference, request)),
    ],
    [
      "UpdateFunctionConfiguration",
      "PUT",
      `${fn}/configuration`,
      onFunction((reference, request) => deployments.updateFunctionConfiguration(reference, request)),
    ],
    [
      "DeleteFunction",
      "DELETE",
      fn,
      onFunction((reference, request) => deployments.deleteFunction(reference, request)),
    ],
    [
      "PublishLayerVersion",
      "POST",
      "/2018-10-31/layers/{LayerName}/versions",
      (request) => deployments.publishLayerVersion(request),
    ],

    ...OPERATIONS_SHOWING_SIGNATURES.map(([...operation]): Route => [...operation, withSignatures]),
    ...OTHER_OPERATIONS.map(([...operation]): Route => [...operation, forward]),
  ];
}
