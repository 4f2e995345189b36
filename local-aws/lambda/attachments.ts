import { json, noContent, type AwsRequest, type AwsResponse } from "../http";
import { IMAGE_WITH_CONFIG, QUALIFIED_NAME } from "../unconfirmed";
import type { EmulatedFunctions } from "./emulated-functions";
import { LambdaError } from "./errors";
import type { FunctionReference } from "./function-name";
import * as requests from "./requests";
import type { CodeSigningConfigRecord, LambdaState } from "./state";

/** Which code signing config a function has. */
export class Attachments {
  constructor(
    private readonly functions: EmulatedFunctions,
    private readonly state: Pick<LambdaState, "configs" | "attachments">,
  ) {}

  /** Takes effect with the next deployment. The config is looked for before the function. */
  async put(reference: FunctionReference, request: AwsRequest): Promise<AwsResponse> {
    requireUnqualified(reference);
    const { CodeSigningConfigArn } = requests.parseBody(requests.putFunctionCodeSigningConfig, request);
    this.require(CodeSigningConfigArn, request);
    const found = await this.functions.configuration(reference, request);
    if (found.status >= 300) {
      return found;
    }
    if ((JSON.parse(found.body.toString()) as { PackageType?: string }).PackageType === "Image") {
      throw new LambdaError("InvalidParameterValueException", IMAGE_WITH_CONFIG);
    }
    // It may have been deleted while the function was looked for.
    this.attach(reference, this.require(CodeSigningConfigArn, request));
    return json(200, { CodeSigningConfigArn, FunctionName: reference.name });
  }

  async get(reference: FunctionReference, request: AwsRequest): Promise<AwsResponse> {
    requireUnqualified(reference);
    const found = await this.functions.configuration(reference, request);
    if (found.status >= 300) {
      return found;
    }
    const attachment = this.state.attachments.get(reference.arn);
    return json(
      200,
      attachment
        ? { CodeSigningConfigArn: attachment.codeSigningConfigArn, FunctionName: reference.name }
        : {},
    );
  }

  /** Succeeds when nothing is attached, too. */
  async delete(reference: FunctionReference, request: AwsRequest): Promise<AwsResponse> {
    requireUnqualified(reference);
    const found = await this.functions.configuration(reference, request);
    if (found.status >= 300) {
      return found;
    }
    this.detach(reference);
    return noContent();
  }

  /** The config that the next deployment of a function is checked against. */
  configOf({ arn }: FunctionReference, request: AwsRequest): CodeSigningConfigRecord | undefined {
    const attachment = this.state.attachments.get(arn);
    return attachment && this.require(attachment.codeSigningConfigArn, request);
  }

  /** @throws LambdaError CodeSigningConfigNotFoundException, for a config of another Region, too */
  require(configArn: string, { region }: Pick<AwsRequest, "region">): CodeSigningConfigRecord {
    const config = this.state.configs.get(configArn);
    if (!config || configArn.split(":")[3] !== region) {
      throw new LambdaError(
        "CodeSigningConfigNotFoundException",
        `The code signing configuration cannot be found. Check that the provided configuration is not deleted: ${configArn}.`,
      );
    }
    return config;
  }

  attach({ arn }: FunctionReference, config: CodeSigningConfigRecord): void {
    this.state.attachments.set(arn, { functionArn: arn, codeSigningConfigArn: config.arn });
  }

  detach({ arn }: FunctionReference): void {
    this.state.attachments.delete(arn);
  }
}

function requireUnqualified({ qualifier }: FunctionReference): void {
  if (qualifier !== undefined) {
    throw new LambdaError("InvalidParameterValueException", QUALIFIED_NAME(qualifier));
  }
}
