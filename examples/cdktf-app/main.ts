import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, LocalBackend, TerraformOutput, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { CodeSigning } from "signed-lambda/modules/code-signing";
import { EncryptionKey } from "signed-lambda/modules/encryption-key";
import { SignedFunction } from "signed-lambda/modules/signed-function";
import { SigningJob } from "signed-lambda/modules/signing-job";
import { type FunctionPackage, packageFunction } from "signed-lambda/packaging";

/** One function that AWS lets nobody change but with code that this stack's own profile has signed. */
class SignedHello extends TerraformStack {
  constructor(scope: Construct, id: string, helloPackage: FunctionPackage) {
    super(scope, id);
    new AwsProvider(this, "aws", { region: process.env.AWS_REGION ?? "us-east-1" });
    // The bindings pin the one version that they were made from; the constructs take every one of both majors.
    this.addOverride("terraform.required_providers.aws.version", ">= 5.100.0, < 7.0.0");
    // Relative to the stack's folder: cdktf's own default names this machine's paths in what it synthesizes.
    new LocalBackend(this, { path: `../../../${id}.tfstate` });

    const { profile, config, bucket } = new CodeSigning(this, "code-signing", {
      name: "signed-hello",
      // So that a trial can be destroyed. Leave both out where the packages have to stay.
      forceDestroy: true,
      keyDeletionWindowInDays: 7,
    });
    const encryptionKey = new EncryptionKey(this, "key", {
      alias: "signed-hello-functions",
      description: "Encrypts the environment, the logs and the dead letters of signed-hello",
      deletionWindowInDays: 7,
    });
    const { artifact } = new SigningJob(this, "signing", { package: helloPackage, profile, bucket });
    const hello = new SignedFunction(this, "hello", {
      functionName: "signed-hello",
      description: "Says hello",
      artifact,
      codeSigningConfig: config,
      encryptionKey,
    });

    new TerraformOutput(this, "function_name", { value: hello.functionName, staticId: true });
    new TerraformOutput(this, "signing_job_arn", { value: hello.signingJobArn, staticId: true });
    new TerraformOutput(this, "artifact_bucket", { value: artifact.bucketName, staticId: true });
    new TerraformOutput(this, "signed_key", { value: artifact.key, staticId: true });
  }
}

async function main(): Promise<void> {
  const helloPackage = await packageFunction({ sourceDirectory: "src/hello", outputDirectory: ".packages" });
  const app = new App();
  new SignedHello(app, "signed-hello", helloPackage);
  app.synth();
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
