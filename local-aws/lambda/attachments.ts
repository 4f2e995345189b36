import { json, noContent, type AwsRequest, type AwsResponse } from "../http";
import { IMAGE_WITH_CONFIG, QUALIFIED_NAME } from "../unconfirmed";
import type { EmulatedFunctions } from "./emulated-functions";
import { LambdaError } from "./errors";
import type { FunctionReference } from "./function-name";
import * as requests from "./requests";
import { type Attachment, type CodeSigningConfigRecord, findConfig, type LambdaState } from "./state";

/**
 * Which code signing config a function has. The attachments are on disk at once, and the functions half a second after
 * they changed: an emulator that is killed may come back with a function that was deleted, or without one that was
 * created. So what an earlier local AWS has attached is held against the emulator before it counts.
 */
export class Attachments {
  /** Functions whose attachment is of an earlier local AWS, and not yet held against the emulator. */
  private readonly unsettled: Set<string>;

  constructor(
    private readonly functions: EmulatedFunctions,
    private readonly state: Pick<LambdaState, "configs" | "attachments">,
  ) {
    this.unsettled = new Set([...state.attachments.values()].map(({ functionArn }) => functionArn));
  }

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
    const CodeSigningConfigArn = await this.configArnOf(reference, request);
    return json(200, CodeSigningConfigArn ? { CodeSigningConfigArn, FunctionName: reference.name } : {});
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

  /** ARN of the config that the next deployment of a function is checked against. */
  async configArnOf({ arn }: FunctionReference, request: AwsRequest): Promise<string | undefined> {
    await this.settle(arn, request);
    const attachment = this.state.attachments.get(arn);
    return attachment?.isOfDeleted ? undefined : attachment?.codeSigningConfigArn;
  }

  /** To be called before `functionArnsOf`, which can't ask the emulator. */
  async settleAllOf(configArn: string, request: AwsRequest): Promise<void> {
    const arns = this.all(configArn).map(({ functionArn }) => functionArn);
    await Promise.all(arns.map((arn) => this.settle(arn, request)));
  }

  /** The functions that have a config. */
  functionArnsOf(configArn: string): string[] {
    return this.all(configArn)
      .filter(({ isOfDeleted }) => !isOfDeleted)
      .map(({ functionArn }) => functionArn);
  }

  /** @throws LambdaError CodeSigningConfigNotFoundException, for a config of another Region, too */
  require(configArn: string, request: Pick<AwsRequest, "region">): CodeSigningConfigRecord {
    const config = findConfig(this.state, configArn, request);
    if (!config) {
      throw new LambdaError(
        "CodeSigningConfigNotFoundException",
        `The code signing configuration cannot be found. Check that the provided configuration is not deleted: ${configArn}.`,
      );
    }
    return config;
  }

  attach({ arn }: FunctionReference, config: CodeSigningConfigRecord): void {
    this.unsettled.delete(arn);
    this.state.attachments.set(arn, { functionArn: arn, codeSigningConfigArn: config.arn });
  }

  detach({ arn }: FunctionReference): void {
    this.unsettled.delete(arn);
    this.state.attachments.delete(arn);
  }

  /** The function was deleted, as far as anybody knows until the next start. */
  deleted({ arn }: FunctionReference): void {
    this.unsettled.delete(arn);
    const attachment = this.state.attachments.get(arn);
    if (attachment) {
      this.state.attachments.set(arn, { ...attachment, isOfDeleted: true });
    }
  }

  private all(configArn: string): Attachment[] {
    return [...this.state.attachments.values()].filter(
      ({ codeSigningConfigArn }) => codeSigningConfigArn === configArn,
    );
  }

  /** Once a start: what the emulator has loaded doesn't come back or get lost later. */
  private async settle(arn: string, request: AwsRequest): Promise<void> {
    if (!this.unsettled.has(arn)) {
      return;
    }
    const { status } = await this.functions.configuration({ arn, name: arn.split(":").at(-1)! }, request);
    const attachment = this.state.attachments.get(arn);
    // Another answer says nothing of the function: the attachment stays as it is until the next question.
    if ((status >= 300 && status !== 404) || !attachment || !this.unsettled.delete(arn)) {
      return;
    }
    if (status === 404) {
      this.state.attachments.delete(arn);
    } else if (attachment.isOfDeleted) {
      this.state.attachments.set(arn, {
        functionArn: arn,
        codeSigningConfigArn: attachment.codeSigningConfigArn,
      });
    }
  }
}

function requireUnqualified({ qualifier }: FunctionReference): void {
  if (qualifier !== undefined) {
    throw new LambdaError("InvalidParameterValueException", QUALIFIED_NAME(qualifier));
  }
}
