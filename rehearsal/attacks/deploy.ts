import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { TEST_CREDENTIALS } from "../../local-aws/settings";
import {
  Terraform,
  TerraformError,
  TESTED_PROVIDERS,
  type Diagnostic,
  type TerraformListeners,
} from "../../toolchain";
import type { Deployment } from "./attack";
import { refusalFrom, type Refusal } from "./refusal";

export interface DeployOptions {
  /** An empty folder, for the configuration and its state. */
  readonly directory: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly endpoint: string;
  readonly region: string;
  readonly signal: AbortSignal;
  readonly onResource: TerraformListeners["onResource"];
}

/**
 * Functions deployed by Terraform itself, in plain configuration: what an attacker would write who passes by the
 * project's modules.
 */
export class PlainDeployments {
  private readonly terraform: Terraform;

  constructor(private readonly options: DeployOptions) {
    this.terraform = new Terraform(options);
  }

  /**
   * Applies one function for each deployment, all at once.
   * @param deployments by name, in letters, digits and `-`
   * @param roleArn of the functions
   */
  async apply(deployments: ReadonlyMap<string, Deployment>, roleArn: string): Promise<Map<string, Refusal>> {
    await writeFile(
      join(this.options.directory, "main.tf.json"),
      JSON.stringify(this.configuration(deployments, roleArn), undefined, 2),
    );
    await this.terraform.init();
    const errors = await this.errorsOfApply();
    return new Map(
      [...deployments.keys()].map((name) => {
        const error = errors.find(({ address }) => address === `aws_lambda_function.${name}`);
        return [name, error && refusalFrom(error)];
      }),
    );
  }

  async destroy(): Promise<void> {
    await this.terraform.destroy();
  }

  private async errorsOfApply(): Promise<readonly Diagnostic[]> {
    try {
      await this.terraform.apply();
      return [];
    } catch (error) {
      if (!(error instanceof TerraformError) || error.diagnostics.some(({ address }) => !address))
        throw error;
      return error.diagnostics;
    }
  }

  private configuration(deployments: ReadonlyMap<string, Deployment>, role: string): unknown {
    const { endpoint, region } = this.options;
    const functions = [...deployments].map(([name, { object, codeSigningConfigArn }]) => [
      name,
      {
        function_name: `attack-${name}`,
        role,
        runtime: "nodejs22.x",
        handler: "index.handler",
        s3_bucket: object.bucket,
        s3_key: object.key,
        s3_object_version: object.version,
        code_signing_config_arn: codeSigningConfigArn,
      },
    ]);
    return {
      terraform: {
        required_providers: { aws: { source: "hashicorp/aws", version: TESTED_PROVIDERS.constraint } },
      },
      provider: {
        aws: {
          region,
          access_key: TEST_CREDENTIALS.accessKeyId,
          secret_key: TEST_CREDENTIALS.secretAccessKey,
          skip_credentials_validation: true,
          skip_metadata_api_check: true,
          endpoints: Object.fromEntries(["iam", "lambda", "s3", "sts"].map((service) => [service, endpoint])),
        },
      },
      resource: { aws_lambda_function: Object.fromEntries(functions) as unknown },
    };
  }
}
