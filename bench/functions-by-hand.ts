import { Construct } from "constructs";
import { EncryptionKey } from "../modules/encryption-key";
import { SignedFunction } from "../modules/signed-function";
import { SigningJob } from "../modules/signing-job";
import { unsignedObject } from "../modules/signing-job/unsigned-object";
import { block } from "../module-generator/block";
import { TerraformModule } from "../module-generator/terraform-module";

/** What the functions share, and that no plan looks at. */
export const SHARED = {
  artifact_bucket_name: "bench-artifacts",
  signing_profile_name: "bench_1",
  code_signing_config_arn: "arn:aws:lambda:us-east-1:123456789012:code-signing-config:csc-0123456789abcdef0",
};

/** The resources of so many signed-function modules as somebody would write them who knows no modules: one after another. */
export function functionsByHand(count: number, packagePath: string): string {
  const module = new TerraformModule();
  for (let index = 0; index < count; index++) oneFunction(module, `function-${index}`, packagePath);
  return module
    .elements()
    .map(({ kind, type, name, body }) => block(`${kind} "${type}" "${name}"`, body))
    .join("\n\n");
}

function oneFunction({ stack }: TerraformModule, functionName: string, packagePath: string): void {
  const scope = new Construct(stack, functionName);
  const bucket = { bucketName: SHARED.artifact_bucket_name, bucketArn: "" };
  const { key, versionId: version } = unsignedObject(scope, "unsigned", {
    bucket,
    key: `unsigned/${functionName}.zip`,
    source: packagePath,
    sourceHash: `\${filesha256("${packagePath}")}`,
  });
  const profile = { profileName: SHARED.signing_profile_name, profileArn: "", profileVersionArn: "" };
  const { artifact } = new SigningJob(scope, "signing", {
    package: { name: functionName, key, version },
    profile,
    bucket,
  });
  const encryptionKey = new EncryptionKey(scope, "key", {
    alias: `${functionName}-function`,
    description: `Encrypts what is ${functionName}'s`,
  });
  new SignedFunction(scope, "function", {
    functionName,
    artifact,
    encryptionKey,
    codeSigningConfig: { codeSigningConfigArn: SHARED.code_signing_config_arn },
  });
}
