import type { Clock } from "../clock";
import { json, type AwsRequest, type AwsResponse } from "../http";
import type { S3Objects, Signer } from "../signer";
import { DRY_RUN_COUNTS_AS_DEPLOYMENT, IMAGE_WITH_CONFIG } from "../unconfirmed";
import type { Attachments } from "./attachments";
import { checkCodeSignature, type SignatureStatus } from "./code-signing-checks";
import type { CodeVerdict } from "./code-verdict";
import { type DeploymentPackage, readDeploymentPackage, withoutLocation } from "./deployment-package";
import type { EmulatedFunctions } from "./emulated-functions";
import { LambdaError } from "./errors";
import type { FunctionReference } from "./function-name";
import * as requests from "./requests";
import { refuseReservedVariables } from "./reserved-variables";
import { asAwsShows, signingFields } from "./signing-fields";
import type { CodeSigningConfigRecord, LambdaState } from "./state";

/** Hears of a deployment that the policy Warn let through. */
export type OnTolerated = (reference: FunctionReference) => void;

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
    private readonly onTolerated: OnTolerated,
  ) {}

  async createFunction(
    { CodeSigningConfigArn, ...input }: requests.CreateFunctionInput,
    reference: FunctionReference,
    request: AwsRequest,
  ): Promise<AwsResponse> {
    refuseReservedVariables(input.Environment);
    // An empty string is what clients send for none.
    const config = CodeSigningConfigArn ? this.attachments.require(CodeSigningConfigArn, request) : undefined;
    const deployed = await readDeploymentPackage(input.Code, request, this.objects, this.trustedRoots);
    const { verdict, status } = this.check(deployed, config, reference.name);
    const ofLayers = this.checkLayers(input.Layers, config);

    const location = deployed?.location ?? { ImageUri: input.Code.ImageUri };
    const response = await this.functions.send(
      { ...request, path: "/2015-03-31/functions" },
      { ...input, FunctionName: reference.name, Code: { ...withoutLocation(input.Code), ...location } },
    );
    if (response.status < 300) {
      if (config) {
        this.attachments.attach(reference, config);
      }
      this.report([status, ...ofLayers], reference);
    }
    return withSignatureStatus(asAwsShows(response, this.state), status, verdict);
  }

  async updateFunctionCode(reference: FunctionReference, request: AwsRequest): Promise<AwsResponse> {
    const { DryRun, ...input } = requests.parseDeployment(
      requests.updateFunctionCode,
      request,
      "UpdateFunctionCode",
    );
    const config = this.attachments.configOf(reference, request);
    const deployed = await readDeploymentPackage(input, request, this.objects, this.trustedRoots);
    const { verdict, status } = this.check(deployed, config, reference.arn);

    if (DryRun) {
      const answer = await this.dryRun(reference, request, deployed);
      if (DRY_RUN_COUNTS_AS_DEPLOYMENT && answer.status < 300) {
        this.report([status], reference);
      }
      return withSignatureStatus(answer, status, verdict);
    }
    const location = deployed?.location ?? { ImageUri: input.ImageUri };
    const response = await this.functions.sendTo(reference, "/code", request, {
      ...withoutLocation(input),
      ...location,
    });
    if (response.status < 300) {
      this.report([status], reference);
    }
    return withSignatureStatus(asAwsShows(response, this.state), status, verdict);
  }

  /** Lambda looks at signatures here only when layers are set. */
  async updateFunctionConfiguration(reference: FunctionReference, request: AwsRequest): Promise<AwsResponse> {
    const input = requests.parseBody(requests.updateFunctionConfiguration, request);
    refuseReservedVariables(input.Environment);
    const ofLayers = this.checkLayers(input.Layers, this.attachments.configOf(reference, request));
    const response = await this.functions.sendTo(reference, "/configuration", request, input);
    if (response.status < 300) {
      this.report(ofLayers, reference);
    }
    return asAwsShows(response, this.state);
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
    return asAwsShows(response, this.state);
  }

  private check(
    deployed: DeploymentPackage | undefined,
    config: CodeSigningConfigRecord | undefined,
    subject: string,
  ): { verdict?: CodeVerdict; status?: SignatureStatus } {
    if (!deployed) {
      if (config) {
        throw new LambdaError("InvalidParameterValueException", IMAGE_WITH_CONFIG);
      }
      return {};
    }
    const verdict = this.remembered(deployed);
    return { verdict, status: this.checkVerdict(verdict, config, subject) };
  }

  private checkLayers(layers: readonly string[] = [], config: CodeSigningConfigRecord | undefined) {
    return layers.map((arn) =>
      // Layers of other accounts aren't here, so nothing can be known of their signatures.
      this.checkVerdict(this.state.layers.get(arn) ?? { status: "unsigned" }, config, arn),
    );
  }

  private checkVerdict(verdict: CodeVerdict, config: CodeSigningConfigRecord | undefined, subject: string) {
    return checkCodeSignature(verdict, config, subject, {
      now: this.clock.now().getTime(),
      isRevoked: (signature) => this.signer.isRevoked(signature),
    });
  }

  /** One deployment counts once, however many of its signatures were tolerated. */
  private report(statuses: readonly (SignatureStatus | undefined)[], reference: FunctionReference): void {
    if (statuses.some((status) => status !== undefined && status !== "VALID")) {
      this.onTolerated(reference);
    }
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
    return asAwsShows(json(200, updated), this.state);
  }
}

/** The answer with what CloudTrail records of the signature: the ARNs only of one that carries any. */
function withSignatureStatus(
  response: AwsResponse,
  signatureStatus: SignatureStatus | undefined,
  verdict: CodeVerdict | undefined,
): AwsResponse {
  if (signatureStatus === undefined) {
    return response;
  }
  const { SigningProfileVersionArn: signingProfileVersionArn, SigningJobArn: signingJobArn } =
    signingFields(verdict);
  return {
    ...response,
    additionalEventData: { signatureStatus, signingProfileVersionArn, signingJobArn },
  };
}
