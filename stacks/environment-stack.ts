import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import {
  CloudBackend,
  LocalBackend,
  NamedCloudWorkspace,
  S3Backend,
  TerraformOutput,
  TerraformStack,
} from "cdktf";
import type { Construct } from "constructs";
import type { Environment } from "../environments";
import { localAwsProvider, type LocalAwsAddress } from "./local-aws-provider";

export interface EnvironmentStackProps {
  readonly environment: Environment;
  /** Folder of the state files, for a local backend: absolute, or relative to the folder a stack is run in. */
  readonly stateDirectory: string;
  /** Where the local AWS answers. Only asked for by the local environment. */
  readonly localAws?: LocalAwsAddress;
}

/** What every stack of an environment has: a provider, a backend, tags and outputs. */
export abstract class EnvironmentStack extends TerraformStack {
  constructor(scope: Construct, id: string, props: EnvironmentStackProps) {
    super(scope, id);
    const { environment } = props;

    new AwsProvider(this, "aws", {
      region: environment.region,
      defaultTags: [
        { tags: { Project: "signed-lambda", Environment: environment.name, ManagedBy: "cdktf" } },
      ],
      ...(environment.local ? localAwsProvider(this, props.localAws) : {}),
    });
    // The bindings pin the one version that they were made from.
    this.addOverride("terraform.required_providers.aws.version", environment.providerVersion);
    this.addOverride("terraform.required_version", ">= 1.10.0");
    this.addBackend(props);
  }

  protected output(name: string, description: string, value: unknown): void {
    new TerraformOutput(this, name, { description, value, staticId: true });
  }

  private addBackend({ environment, stateDirectory }: EnvironmentStackProps): void {
    const { backend } = environment;
    // With the Region: the same environment in another one is another deployment.
    const name = `signed-lambda-${this.node.id}-${environment.region}`;
    switch (backend.kind) {
      case "local":
        new LocalBackend(this, { path: `${stateDirectory}/${this.node.id}.tfstate` });
        break;
      case "s3":
        new S3Backend(this, {
          bucket: backend.bucket,
          region: backend.region,
          key: `${name}.tfstate`,
          encrypt: true,
        });
        this.addOverride("terraform.backend.s3.use_lockfile", true);
        break;
      case "cloud":
        new CloudBackend(this, {
          // Terraform would read TF_CLOUD_HOSTNAME by itself, but not for the states of other stacks.
          hostname: backend.hostname,
          organization: backend.organization,
          workspaces: new NamedCloudWorkspace(name, backend.project),
        });
    }
  }
}
