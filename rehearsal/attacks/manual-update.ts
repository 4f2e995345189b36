import { UpdateFunctionCodeCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import type { Refusal } from "./refusal";
import type { ObjectVersion } from "../deployed";
import type { Stage } from "./stage";

export const MANUAL_UPDATE = {
  name: "manual-update",
  title: "update-function-code with an unsigned package, past Terraform",
};

/** Updates the deployed function as someone with the AWS CLI would: with the unsigned package, then with the signed. */
export async function manualUpdate(
  lambda: LambdaClient,
  stage: Stage,
  functionName: string,
  deployedObject: ObjectVersion,
): Promise<{ attacked: Refusal; control: Refusal }> {
  return {
    attacked: await updateCode(lambda, functionName, await stage.unsigned()),
    // The very object that runs already: the control must leave the function as Terraform made it.
    control: await updateCode(lambda, functionName, deployedObject),
  };
}

async function updateCode(
  lambda: LambdaClient,
  functionName: string,
  object: ObjectVersion,
): Promise<Refusal> {
  try {
    await lambda.send(
      new UpdateFunctionCodeCommand({
        FunctionName: functionName,
        S3Bucket: object.bucket,
        S3Key: object.key,
        S3ObjectVersion: object.version,
      }),
    );
    return undefined;
  } catch (error) {
    const { name, message } = error as Error;
    return { error: name, message };
  }
}
