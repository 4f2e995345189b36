/** A part of an ARN that says where something is. */
interface Place {
  readonly arn: string;
  readonly region: string;
  readonly accountId: string;
}

export interface FunctionTarget {
  readonly kind: "function";
  /** Without version or alias. */
  readonly name: string;
  /** What the API is asked for: the name, or the ARN without version or alias. */
  readonly ask: string;
  /** Version or alias. */
  readonly qualifier: string | undefined;
  /** As the ARN says; `undefined` for a name. */
  readonly region: string | undefined;
}

export interface LayerTarget {
  readonly kind: "layer";
  readonly arn: string;
  /** ARN without the version. */
  readonly layerArn: string;
  readonly version: number;
  readonly region: string;
}

const NAME = "[A-Za-z0-9_-]{1,140}";
const QUALIFIER = String.raw`\$LATEST|[A-Za-z0-9_-]{1,129}`;
const ARN_START = String.raw`arn:[a-z-]+:lambda:([a-z0-9-]+):(\d{12})`;
const FUNCTION_NAME = new RegExp(`^(${NAME})(?::(${QUALIFIER}))?$`);
const FUNCTION_ARN = new RegExp(`^(${ARN_START}:function:(${NAME}))(?::(${QUALIFIER}))?$`);
const LAYER_VERSION_ARN = new RegExp(`^(${ARN_START}:layer:${NAME}):(\\d+)$`);

/**
 * Reads what names a function or a version of a layer.
 * @returns `undefined` for anything else, such as a path
 */
export function parseTarget(text: string): FunctionTarget | LayerTarget | undefined {
  const layer = LAYER_VERSION_ARN.exec(text);
  if (layer) {
    return { kind: "layer", arn: text, layerArn: layer[1]!, region: layer[2]!, version: Number(layer[4]) };
  }
  const arn = FUNCTION_ARN.exec(text);
  if (arn) {
    return { kind: "function", ask: arn[1]!, region: arn[2]!, name: arn[4]!, qualifier: arn[5] };
  }
  const name = FUNCTION_NAME.exec(text);
  return name
    ? { kind: "function", ask: name[1]!, name: name[1]!, qualifier: name[2], region: undefined }
    : undefined;
}

export interface JobArn extends Place {
  readonly jobId: string;
}

const JOB_ARN = /^arn:[a-z-]+:signer:([a-z0-9-]+):(\d{12}):\/signing-jobs\/([0-9a-zA-Z-]+)$/;
const JOB_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export const isJobId = (text: string): boolean => JOB_ID.test(text);

export function parseJobArn(arn: string): JobArn | undefined {
  const [, region, accountId, jobId] = JOB_ARN.exec(arn) ?? [];
  return jobId === undefined ? undefined : { arn, region: region!, accountId: accountId!, jobId };
}

export interface ProfileArn extends Place {
  readonly name: string;
  /** `undefined` in the ARN of the profile as a whole. */
  readonly version: string | undefined;
}

const PROFILE_ARN =
  /^arn:[a-z-]+:signer:([a-z0-9-]+):(\d{12}):\/signing-profiles\/([A-Za-z0-9_]{2,64})(?:\/([A-Za-z0-9]{10}))?$/;

export function parseProfileArn(arn: string): ProfileArn | undefined {
  const [, region, accountId, name, version] = PROFILE_ARN.exec(arn) ?? [];
  return name === undefined ? undefined : { arn, region: region!, accountId: accountId!, name, version };
}
