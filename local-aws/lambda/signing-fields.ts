import type { AwsResponse } from "../http";
import type { CodeVerdict } from "./code-verdict";
import { OMITS_EMPTY_ENVIRONMENT } from "../unconfirmed";
import type { LambdaState } from "./state";

interface Code {
  CodeSha256?: string;
}
interface FunctionConfiguration extends Code {
  Environment?: { Variables?: Record<string, string> };
  Layers?: { Arn: string }[];
}
/** The places where Lambda's answers tell of a package. */
interface Answer extends FunctionConfiguration {
  Configuration?: FunctionConfiguration;
  Functions?: FunctionConfiguration[];
  Versions?: FunctionConfiguration[];
  /** Of a layer version. */
  Content?: Code;
}

/** The two fields by which Lambda shows a signature; none unless the package carries a sound one. */
export function signingFields(verdict: CodeVerdict | undefined) {
  return verdict?.status === "signed"
    ? { SigningProfileVersionArn: verdict.signingProfileVersionArn, SigningJobArn: verdict.signingJobArn }
    : {};
}

/** An answer of the emulator as AWS gives it: the signing fields wherever AWS has them, and no empty `Environment`. */
export function asAwsShows(
  response: AwsResponse,
  { signatures, layers }: Pick<LambdaState, "signatures" | "layers">,
): AwsResponse {
  if (response.status >= 300) {
    return response;
  }
  const answer = JSON.parse(response.body.toString()) as Answer;
  const configurations = [
    answer,
    answer.Configuration,
    ...(answer.Functions ?? []),
    ...(answer.Versions ?? []),
  ];
  for (const configuration of configurations) {
    addTo(configuration);
    if (OMITS_EMPTY_ENVIRONMENT && configuration && isEmpty(configuration.Environment)) {
      delete configuration.Environment;
    }
    for (const layer of configuration?.Layers ?? []) {
      Object.assign(layer, signingFields(layers.get(layer.Arn)));
    }
  }
  addTo(answer.Content);
  const headers = Object.fromEntries(
    Object.entries(response.headers).filter(([name]) => name !== "content-length"),
  );
  return { ...response, headers, body: Buffer.from(JSON.stringify(answer)) };

  function addTo(code: Code | undefined): void {
    if (code?.CodeSha256) {
      Object.assign(code, signingFields(signatures.get(code.CodeSha256)));
    }
  }
}

const isEmpty = (environment: FunctionConfiguration["Environment"]): boolean =>
  environment !== undefined && Object.keys(environment.Variables ?? {}).length === 0;
