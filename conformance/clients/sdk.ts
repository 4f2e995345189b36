import * as cloudwatch from "@aws-sdk/client-cloudwatch";
import * as lambda from "@aws-sdk/client-lambda";
import * as s3 from "@aws-sdk/client-s3";
import * as signer from "@aws-sdk/client-signer";
import { TEST_CREDENTIALS } from "../../local-aws/settings";
import { AwsCallError, type AwsClient, type CallOptions, type Input, type Output } from "./aws-client";

interface AnyClient {
  send(command: unknown): Promise<Output>;
  destroy(): void;
}
type Constructor<T> = new (input: unknown) => T;
const MODULES: Readonly<Record<string, { client: string; module: object }>> = {
  cloudwatch: { client: "CloudWatchClient", module: cloudwatch },
  lambda: { client: "LambdaClient", module: lambda },
  s3: { client: "S3Client", module: s3 },
  signer: { client: "SignerClient", module: signer },
};

/** The AWS SDK for JavaScript v3. */
export class Sdk implements AwsClient {
  readonly name = "SDK for JavaScript";
  private readonly clients = new Map<string, AnyClient>();

  constructor(
    readonly endpoint: string,
    readonly region: string,
  ) {}

  async call(
    service: string,
    operation: string,
    input: Input = {},
    options: CallOptions = {},
  ): Promise<Output> {
    const { module } = moduleOf(service);
    const Command = (module as Record<string, Constructor<unknown>>)[`${operation}Command`];
    if (!Command) throw new Error(`The SDK has no operation ${operation} of ${service}`);
    try {
      return await this.client(service, options).send(new Command(input));
    } catch (error) {
      throw asCallError(error);
    }
  }

  stop(): void {
    this.clients.forEach((client) => client.destroy());
  }

  private client(service: string, { region = this.region, credentials }: CallOptions): AnyClient {
    const key = JSON.stringify([service, region, credentials]);
    const found = this.clients.get(key);
    if (found) return found;
    const { client, module } = moduleOf(service);
    const made = new (module as Record<string, Constructor<AnyClient>>)[client]!({
      endpoint: this.endpoint,
      region,
      credentials: credentials ?? TEST_CREDENTIALS,
      maxAttempts: 1,
      // GetRevocationStatus would go to "data-" and the endpoint's host, which is an address here.
      disableHostPrefix: true,
      forcePathStyle: true,
    });
    this.clients.set(key, made);
    return made;
  }
}

function moduleOf(service: string) {
  const found = MODULES[service];
  if (!found) throw new Error(`No client of the SDK for ${service} is set up`);
  return found;
}

function asCallError(error: unknown): unknown {
  const { name, message, code, $metadata } = error as Error & {
    code?: string;
    $metadata?: { httpStatusCode?: number };
  };
  const status = $metadata?.httpStatusCode;
  return status === undefined ? error : new AwsCallError(name, message, { status, code });
}
