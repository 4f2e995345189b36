import {
  CreateFunctionCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionActiveV2,
  waitUntilFunctionUpdatedV2,
} from "@aws-sdk/client-lambda";
import { ACCOUNT, errorOf, type Harness, START_TIMEOUT, startHarness, zipOf } from "../signer/harness";

let aws: Harness;

beforeAll(async () => {
  aws = await startHarness();
}, START_TIMEOUT);
afterAll(() => aws.stop());

const create = async (name: string, variables: Record<string, string>) =>
  aws.lambda.send(
    new CreateFunctionCommand({
      FunctionName: name,
      Role: `arn:aws:iam::${ACCOUNT}:role/function`,
      Runtime: "nodejs20.x",
      Handler: "index.handler",
      Code: { ZipFile: await zipOf("hello") },
      Environment: { Variables: variables },
    }),
  );
const client = () => ({ client: aws.lambda, maxWaitTime: 30, minDelay: 0.1, maxDelay: 0.2 });

test("variables that the runtime sets are refused, in AWS's words, at creation and at an update", async () => {
  const message =
    "Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: AWS_REGION, AWS_ACCESS_KEY_ID";
  const reserved = { TABLE: "x", AWS_REGION: "eu-west-1", AWS_ACCESS_KEY_ID: "x" };
  const refusal = { name: "InvalidParameterValueException", message };
  expect(await errorOf(create("reserved", reserved))).toMatchObject(refusal);
  await create("unreserved", { TABLE: "x" });
  await waitUntilFunctionActiveV2(client(), { FunctionName: "unreserved" });
  const update = aws.lambda.send(
    new UpdateFunctionConfigurationCommand({
      FunctionName: "unreserved",
      Environment: { Variables: reserved },
    }),
  );
  expect(await errorOf(update)).toMatchObject(refusal);
});

test("once the last variable is taken away, no Environment is shown: Terraform would see a difference for ever", async () => {
  await create("emptied", { TABLE: "x" });
  await waitUntilFunctionActiveV2(client(), { FunctionName: "emptied" });
  const before = await aws.lambda.send(new GetFunctionConfigurationCommand({ FunctionName: "emptied" }));
  expect(before.Environment).toEqual({ Variables: { TABLE: "x" } });

  const updated = await aws.lambda.send(
    new UpdateFunctionConfigurationCommand({ FunctionName: "emptied", Environment: { Variables: {} } }),
  );
  await waitUntilFunctionUpdatedV2(client(), { FunctionName: "emptied" });
  const { Configuration } = await aws.lambda.send(new GetFunctionCommand({ FunctionName: "emptied" }));
  expect(updated.Environment).toBeUndefined();
  expect(Configuration!.Environment).toBeUndefined();
});
