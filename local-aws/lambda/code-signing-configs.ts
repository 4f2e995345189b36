import { randomInt } from "node:crypto";
import type { Clock } from "../clock";
import { json, noContent, type AwsRequest } from "../http";
import type { Attachments } from "./attachments";
import { LambdaError } from "./errors";
import * as requests from "./requests";
import { type CodeSigningConfigRecord, findConfig, type LambdaState } from "./state";
import type { Uses } from "./uses";

const DEFAULT_PAGE_SIZE = 50;

/** The code signing configs themselves, their tags, and which functions they are attached to. */
export class CodeSigningConfigs {
  constructor(
    private readonly accountId: string,
    private readonly clock: Clock,
    private readonly state: Pick<LambdaState, "configs">,
    private readonly attachments: Attachments,
    private readonly uses: Uses,
  ) {}

  /** Lambda doesn't ask whether the publishers exist: they may be of any account and Region. */
  create(request: AwsRequest) {
    const input = requests.parseBody(requests.createCodeSigningConfig, request);
    const id = newConfigId();
    const config: CodeSigningConfigRecord = {
      id,
      arn: `arn:aws:lambda:${request.region}:${this.accountId}:code-signing-config:${id}`,
      description: input.Description,
      signingProfileVersionArns: input.AllowedPublishers.SigningProfileVersionArns,
      untrustedArtifactOnDeployment: input.CodeSigningPolicies?.UntrustedArtifactOnDeployment ?? "Warn",
      lastModified: this.timestamp(),
      tags: input.Tags ?? {},
    };
    this.state.configs.set(config.arn, config);
    return json(201, { CodeSigningConfig: describe(config) });
  }

  get(arn: string, request: AwsRequest) {
    const config = this.require(arn, request);
    return json(200, { CodeSigningConfig: describe({ ...config, description: config.description ?? "" }) });
  }

  /**
   * Takes effect with the next deployment: code that is deployed already isn't looked at again. It is answered when no
   * deployment that was checked against the config of before can come any more.
   */
  async update(arn: string, request: AwsRequest) {
    const config = this.require(arn, request);
    const input = requests.parseBody(requests.updateCodeSigningConfig, request);
    const updated: CodeSigningConfigRecord = {
      ...config,
      description: input.Description ?? config.description ?? "",
      signingProfileVersionArns:
        input.AllowedPublishers?.SigningProfileVersionArns ?? config.signingProfileVersionArns,
      untrustedArtifactOnDeployment:
        input.CodeSigningPolicies?.UntrustedArtifactOnDeployment ?? config.untrustedArtifactOnDeployment,
      lastModified: this.timestamp(),
    };
    this.state.configs.set(arn, updated);
    await this.uses.over(arn);
    return json(200, { CodeSigningConfig: describe(updated) });
  }

  /** A function that is being created with the config has it in the end. */
  async delete(arn: string, request: AwsRequest) {
    this.require(arn, request);
    await this.uses.over(arn);
    await this.attachments.settleAllOf(arn, request);
    this.require(arn, request);
    if (this.uses.isInUse(arn) || this.attachments.functionArnsOf(arn).length > 0) {
      throw new LambdaError(
        "ResourceConflictException",
        "Lambda cannot delete the code signing configuration at this time — another operation is in progress. Try again later.",
      );
    }
    this.state.configs.delete(arn);
    return noContent();
  }

  list(request: AwsRequest) {
    const prefix = `arn:aws:lambda:${request.region}:`;
    const configs = [...this.state.configs.values()].filter(({ arn }) => arn.startsWith(prefix));
    const { items, NextMarker } = pageOf(configs, ({ arn }) => arn, request);
    return json(200, { CodeSigningConfigs: items.map(describe), NextMarker });
  }

  async listFunctions(arn: string, request: AwsRequest) {
    this.require(arn, request);
    await this.attachments.settleAllOf(arn, request);
    const functionArns = this.attachments.functionArnsOf(arn);
    const { items, NextMarker } = pageOf(functionArns, (functionArn) => functionArn, request);
    return json(200, { FunctionArns: items, NextMarker });
  }

  listTags(arn: string, request: AwsRequest) {
    return json(200, { Tags: this.require(arn, request).tags });
  }

  tag(arn: string, request: AwsRequest) {
    const config = this.require(arn, request);
    const { Tags } = requests.parseBody(requests.tagResource, request);
    this.state.configs.set(arn, { ...config, tags: { ...config.tags, ...Tags } });
    return noContent();
  }

  untag(arn: string, request: AwsRequest) {
    const config = this.require(arn, request);
    const removed = request.query.getAll("tagKeys");
    const tags = Object.fromEntries(Object.entries(config.tags).filter(([key]) => !removed.includes(key)));
    this.state.configs.set(arn, { ...config, tags });
    return noContent();
  }

  private require(arn: string, request: AwsRequest): CodeSigningConfigRecord {
    const config = findConfig(this.state, arn, request);
    if (!config) {
      throw new LambdaError(
        "ResourceNotFoundException",
        `The Lambda code signing configuration ${arn} can not be found.`,
      );
    }
    return config;
  }

  /** As AWS writes it, with nanoseconds: `2026-09-28T09:25:38.519042403Z`. */
  private timestamp(): string {
    const nanoseconds = String(randomInt(1_000_000)).padStart(6, "0");
    return this.clock.now().toISOString().replace("Z", `${nanoseconds}Z`);
  }
}

const describe = (config: CodeSigningConfigRecord) => ({
  CodeSigningConfigId: config.id,
  CodeSigningConfigArn: config.arn,
  Description: config.description,
  AllowedPublishers: { SigningProfileVersionArns: config.signingProfileVersionArns },
  CodeSigningPolicies: { UntrustedArtifactOnDeployment: config.untrustedArtifactOnDeployment },
  LastModified: config.lastModified,
});

/** `csc-` and 17 lower-case letters and digits. */
function newConfigId(): string {
  return `csc-${Array.from({ length: 17 }, () => randomInt(36).toString(36)).join("")}`;
}

/** Lambda's way of paging: the marker names the last item that was shown. */
function pageOf<T>(items: readonly T[], key: (item: T) => string, request: AwsRequest) {
  const { MaxItems = DEFAULT_PAGE_SIZE, Marker } = requests.parseQuery(requests.page, request);
  const start = Marker === undefined ? 0 : items.findIndex((item) => key(item) === Marker) + 1;
  const page = items.slice(start, start + MaxItems);
  const last = page.at(-1);
  return {
    items: page,
    NextMarker: last !== undefined && start + MaxItems < items.length ? key(last) : undefined,
  };
}
