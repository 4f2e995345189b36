import type { Clock } from "../clock";
import { json, type AwsRequest, type AwsResponse } from "../http";
import type { S3Objects, Signer } from "../signer";
import { IMAGE_WITH_CONFIG } from "../unconfirmed";
import type { Attachments } from "./attachments";
import { checkCodeSignature } from "./code-signing-checks";
import type { CodeVerdict } from "./code-verdict";
import { type DeploymentPackage, readDeploymentPackage, withoutLocation } from "./deployment-package";
import type { EmulatedFunctions } from "./emulated-functions";
import { LambdaError } from "./errors";
import type { FunctionReference } from "./function-name";
import * as requests from "./requests";
import { withSigningFields } from "./signing-fields";
import type { CodeSigningConfigRecord, LambdaState } from "./state";

/** The operations that bring code into Lambda, and the checks that they pass. */
export class Deployments {
  constructor(
    private readonly clock: Clock,
    private readonly signer: Pick<Signer, "isRevoked">,
    private readonly trustedRoots: readonly Uint8Array[],
    private readonly objects: S3Objects,
    private readonly functions: EmulatedFunctions,
    private readonly attachments: Attachments,
    private readonly state: LambdaState,
  ) {}

  async createFunction(
    { CodeSigningConfigArn, ...input }: requests.CreateFunctionInput,
    reference: FunctionReference,
    request: AwsRequest,
  ): Promise<AwsResponse> {
    // An empty string is what clients send for none.
    const config = CodeSigningConfigArn ? this.attachments.require(CodeSigningConfigArn) : undefined;
    const deployed = await readDeploymentPackage(input.Code, request, this.objects, this.trustedRoots);
    this.check(deployed, config, reference.name);
    this.checkLayers(input.Layers, config);

    const location = deployed?.location ?? { ImageUri: input.Code.ImageUri };
    const response = await this.functions.send(
      { ...request, path: "/2015-03-31/functions" },
      { ...input, FunctionName: reference.name, Code: { ...withoutLocation(input.Code), ...location } },
    );
    if (config && response.status < 300) {
      this.attachments.attach(reference, config);
    }
    return withSigningFields(response, this.state);
  }

  async updateFunctionCode(reference: FunctionReference, request: AwsRequest): Promise<AwsResponse> {
    const { DryRun, ...input } = requests.parseDeployment(
      requests.updateFunctionCode,
      request,
      "UpdateFunctionCode",
    );
    const config = this.attachments.configOf(reference);
    const deployed = await readDeploymentPackage(input, request, this.objects, this.trustedRoots);
    this.check(deployed, config, reference.arn);

    if (DryRun) {
      return this.dryRun(reference, request, deployed);
    }
    const location = deployed?.location ?? { ImageUri: input.ImageUri };
    const response = await this.functions.sendTo(reference, "/code", request, {
      ...withoutLocation(input),
      ...location,
    });
    return withSigningFields(response, this.state);
  }

  /** Lambda looks at signatures here only when layers are set. */
  async updateFunctionConfiguration(reference: FunctionReference, request: AwsRequest): Promise<AwsResponse> {
    const input = requests.parseBody(requests.updateFunctionConfiguration, request);
    this.checkLayers(input.Layers, this.attachments.configOf(reference));
    const response = await this.functions.sendTo(reference, "/configuration", request, input);
    return withSigningFields(response, this.state);
  }

  async deleteFunction(reference: FunctionReference, request: AwsRequest): Promise<AwsResponse> {
    const response = await this.functions.sendTo(reference, "", request);
    const isWholeFunction = reference.qualifier === undefined || reference.qualifier === "$LATEST";
    if (isWholeFunction && response.status < 300) {
      this.attachments.detach(reference);
    }
    return response;
  }

  /** Never refused: a layer's signature counts where the layer is used. */
  async publishLayerVersion(request: AwsRequest): Promise<AwsResponse> {
    const input = requests.parseDeployment(requests.publishLayerVersion, request, "PublishLayerVersion");
    const published = await readDeploymentPackage(input.Content, request, this.objects, this.trustedRoots);
    const verdict = published && this.remembered(published);
    const response = await this.functions.send(request, {
      ...input,
      Content: { ...withoutLocation(input.Content), ...published?.location },
    });
    if (verdict && response.status < 300) {
      const { LayerVersionArn } = JSON.parse(response.body.toString()) as { LayerVersionArn: string };
      this.state.layers.set(LayerVersionArn, verdict);
    }
    return withSigningFields(response, this.state);
  }

  private check(
    deployed: DeploymentPackage | undefined,
    config: CodeSigningConfigRecord | undefined,
    subject: string,
  ): void {
    if (!deployed) {
      if (config) {
        throw new LambdaError("InvalidParameterValueException", IMAGE_WITH_CONFIG);
      }
      return;
    }
    this.checkVerdict(this.remembered(deployed), config, subject);
  }

  private checkLayers(layers: readonly string[] = [], config: CodeSigningConfigRecord | undefined): void {
    for (const arn of layers) {
      // Layers of other accounts aren't here, so nothing can be known of their signatures.
      this.checkVerdict(this.state.layers.get(arn) ?? { status: "unsigned" }, config, arn);
    }
  }

  private checkVerdict(
    verdict: CodeVerdict,
    config: CodeSigningConfigRecord | undefined,
    subject: string,
  ): void {
    checkCodeSignature(verdict, config, subject, {
      now: this.clock.now().getTime(),
      isRevoked: (signature) => this.signer.isRevoked(signature),
    });
  }

  private remembered({ verdict, codeSha256 }: DeploymentPackage): CodeVerdict {
    if (verdict.status === "signed") {
      this.state.signatures.set(codeSha256, verdict);
    }
    return verdict;
  }

  /** Answers what the update would have answered. The emulator takes no notice of DryRun, so it is not asked. */
  private async dryRun(
    reference: FunctionReference,
    request: AwsRequest,
    deployed: DeploymentPackage | undefined,
  ): Promise<AwsResponse> {
    const found = await this.functions.configuration(reference, request);
    if (found.status >= 300 || !deployed) {
      return found;
    }
    const configuration = JSON.parse(found.body.toString()) as object;
    const updated = { ...configuration, CodeSha256: deployed.codeSha256, CodeSize: deployed.codeSize };
    return withSigningFields(json(200, updated), this.state);
  }
}
