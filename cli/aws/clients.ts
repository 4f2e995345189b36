import { LambdaClient } from "@aws-sdk/client-lambda";
import { S3Client } from "@aws-sdk/client-s3";
import { SignerClient } from "@aws-sdk/client-signer";
import type { GlobalOptions } from "../global-options";
import { failureOf, type Asked } from "./failures";

/** Adaptive, so that a fleet is asked as fast as AWS lets it be, and no faster. AWS_MAX_ATTEMPTS goes before. */
const MAXIMUM_ATTEMPTS = 8;

/** AWS SDK clients by Region, with the SDK's own ways to find credentials, Region and endpoint. */
export class AwsClients {
  private readonly lambdas = new Map<string | undefined, LambdaClient>();
  private readonly signers = new Map<string | undefined, SignerClient>();
  private readonly s3s = new Map<string | undefined, S3Client>();

  constructor(
    private readonly options: Pick<GlobalOptions, "region" | "profile" | "endpointUrl">,
    private readonly environment: NodeJS.ProcessEnv,
  ) {}

  /** @param region @default the one of the call */
  lambda(region?: string): LambdaClient {
    return cached(this.lambdas, region, () => new LambdaClient(this.configuration(region)));
  }

  signer(region?: string): SignerClient {
    return cached(this.signers, region, () => new SignerClient(this.configuration(region)));
  }

  s3(region?: string): S3Client {
    // An endpoint of its own knows buckets by path; a host name for each bucket would need a DNS that has them.
    const forcePathStyle = this.endpoint !== undefined;
    return cached(this.s3s, region, () => new S3Client({ ...this.configuration(region), forcePathStyle }));
  }

  /** The endpoint that isn't AWS's own, if one is set. */
  get endpoint(): string | undefined {
    return this.options.endpointUrl ?? (this.environment.AWS_ENDPOINT_URL || undefined);
  }

  /**
   * Whose credentials are used, as far as that lasts longer than a session: the profile of the AWS configuration files, or
   * else an access key ID that isn't temporary.
   */
  get identity(): string | undefined {
    const { AWS_PROFILE: profile, AWS_ACCESS_KEY_ID: key, AWS_SESSION_TOKEN: session } = this.environment;
    return this.options.profile ?? (profile || undefined) ?? ((!session && key) || undefined);
  }

  /** The Region of the call. */
  async region(): Promise<string> {
    try {
      return await this.lambda().config.region();
    } catch (error) {
      throw failureOf(error, { action: "lambda:GetFunction", about: "the Region", region: undefined });
    }
  }

  /** Sends by one of the clients; what fails becomes a sentence. */
  async ask<T>(
    asked: Omit<Asked, "region"> & { readonly region?: string },
    send: () => Promise<T>,
  ): Promise<T> {
    try {
      return await send();
    } catch (error) {
      const region = asked.region ?? (await this.region().catch(() => undefined));
      throw failureOf(error, { ...asked, region });
    }
  }

  close(): void {
    for (const client of [...this.lambdas.values(), ...this.signers.values(), ...this.s3s.values()]) {
      client.destroy();
    }
  }

  private configuration(region: string | undefined) {
    const { profile, endpointUrl } = this.options;
    const chosen = region ?? this.options.region;
    return {
      ...(chosen ? { region: chosen } : {}),
      ...(profile ? { profile } : {}),
      ...(endpointUrl ? { endpoint: endpointUrl } : {}),
      ...(this.environment.AWS_MAX_ATTEMPTS ? {} : { maxAttempts: MAXIMUM_ATTEMPTS }),
      retryMode: "adaptive",
      // Its own progress and warnings are no part of the command's output.
      logger: { trace() {}, debug() {}, info() {}, warn() {}, error() {} },
    };
  }
}

function cached<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
