import type { Construct } from "constructs";
import { EncryptionKey } from "../modules/encryption-key";
import { PrivateNetwork } from "../modules/private-network";
import { SignedFunction, type SignedFunctionProps } from "../modules/signed-function";
import { SigningJob } from "../modules/signing-job";
import type { FunctionPackage } from "../packaging";
import { EnvironmentStack, type EnvironmentStackProps } from "./environment-stack";
import { sharedByVariables, type SharedValues } from "./shared-by-variables";

export interface FunctionsStackProps extends EnvironmentStackProps {
  /**
   * From the code-signing stack, whose state is then read.
   * @default Terraform variables of this stack, which reads no state but its own
   */
  readonly shared?: SharedValues;
  readonly packages: {
    readonly submitClaim: FunctionPackage;
    readonly signingProfileHealth: FunctionPackage;
  };
}

/** The signed functions of an environment, and the private network in which they run. */
export class FunctionsStack extends EnvironmentStack {
  readonly functions: readonly SignedFunction[];
  private readonly encryptionKey: EncryptionKey;
  private readonly shared: SharedValues;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: FunctionsStackProps,
  ) {
    super(scope, id, props);
    const { environment, packages } = props;
    this.shared = props.shared ?? sharedByVariables(this);
    const { profile } = this.shared;
    const name = `signed-lambda-${environment.name}`;

    this.encryptionKey = new EncryptionKey(this, "key", {
      alias: `${name}-functions`,
      description: `Encrypts the environment, the logs and the dead letters of ${name}'s functions`,
      deletionWindowInDays: environment.keyDeletionWindowInDays,
    });
    const network = new PrivateNetwork(this, "network", {
      name,
      availabilityZoneCount: environment.availabilityZoneCount,
      encryptionKey: this.encryptionKey,
      flowLogRetentionInDays: environment.logRetentionInDays,
    });

    const submitClaim = this.signedFunction("submit-claim", packages.submitClaim, {
      description: "Validates a healthcare claim and answers accepted, or the list of its errors",
      network,
    });
    const health = this.signedFunction("signing-profile-health", packages.signingProfileHealth, {
      description: "Fails when the signing profile is not active, and publishes its health as a metric",
      // Outside the VPC: AWS Signer has no confirmed private endpoint, and the network has no way out.
      environment: { SIGNING_PROFILE_NAME: profile.profileName, METRIC_NAMESPACE: "SignedLambda" },
      statements: [
        { sid: "ReadTheProfile", actions: ["signer:GetSigningProfile"], resources: [profile.profileArn] },
        // Neither of these two has resource-level permissions.
        { sid: "ListJobs", actions: ["signer:ListSigningJobs"], resources: ["*"] },
        {
          sid: "PublishTheMetric",
          actions: ["cloudwatch:PutMetricData"],
          resources: ["*"],
          condition: [{ test: "StringEquals", variable: "cloudwatch:namespace", values: ["SignedLambda"] }],
        },
      ],
    });
    this.functions = [submitClaim, health];
    this.output("vpc_id", "The private network", network.vpcId);
  }

  /** Signs a package, deploys the function from the signed object, and outputs what verifies both. */
  private signedFunction(
    id: string,
    functionPackage: FunctionPackage,
    options: Pick<SignedFunctionProps, "description" | "network" | "environment" | "statements">,
  ): SignedFunction {
    const { environment } = this.props;
    const { profile, bucket, config } = this.shared;
    const { artifact } = new SigningJob(this, `${id}-signing`, { package: functionPackage, profile, bucket });
    const signed = new SignedFunction(this, id, {
      functionName: `signed-lambda-${environment.name}-${id}`,
      artifact,
      codeSigningConfig: config,
      encryptionKey: this.encryptionKey,
      logRetentionInDays: environment.logRetentionInDays,
      ...options,
    });

    const prefix = id.replaceAll("-", "_");
    const region = `--region ${environment.region}`;
    this.output(`${prefix}_function_name`, `Name of the function ${id}`, signed.functionName);
    this.output(`${prefix}_alias_arn`, "What callers invoke", signed.aliasArn);
    this.output(`${prefix}_signing_job_id`, "The job that signed the deployed code", artifact.signingJobId);
    this.output(`${prefix}_signing_job_status`, "As Signer reports it", artifact.signingJobStatus);
    this.output(`${prefix}_signed_key`, "Key of the signed object", artifact.key);
    this.output(`${prefix}_signed_version`, "Version of the signed object", artifact.version);
    this.output(
      `${prefix}_signing_job_arn`,
      "The deployed code's job, as Lambda reports it",
      signed.signingJobArn,
    );
    this.output(
      `${prefix}_signing_profile_version_arn`,
      "The deployed code's publisher, as Lambda reports it",
      signed.signingProfileVersionArn,
    );
    this.output(`${prefix}_checks`, "Show the job, the code's signature and the enforcement", [
      `aws signer describe-signing-job --job-id ${artifact.signingJobId} ${region}`,
      `aws lambda get-function-configuration --function-name ${signed.functionName} ${region}`,
      `aws lambda get-function-code-signing-config --function-name ${signed.functionName} ${region}`,
    ]);
    return signed;
  }
}
