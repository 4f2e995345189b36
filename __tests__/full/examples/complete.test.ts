import { GetFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { invoke } from "../../../rehearsal/claims";
import { leftovers } from "../../../rehearsal/leftovers";
import { packSource, startExample, type Example } from "./example";

const MINUTE = 60_000;

// In this order: each test goes on from what the one before it left.
describe("examples/plain-terraform/complete", () => {
  let example: Example;
  beforeAll(async () => {
    example = await startExample("plain-terraform/complete");
    const path = await packSource(example.directory, "claims");
    await writeFile(join(example.directory, "test.auto.tfvars.json"), JSON.stringify({ package_path: path }));
    await example.terraform.init();
  }, 5 * MINUTE);
  afterAll(() => example?.remove(), MINUTE);

  test(
    "is applied: two signed functions of one call, each with its own environment, in the private network",
    async () => {
      await example.terraform.apply();
      const { functions } = (await example.terraform.output()) as { functions: Record<string, string> };
      expect(Object.keys(functions)).toEqual(["claims-intake", "claims-review"]);
      expect(new Set(Object.values(functions)).size).toBe(2);
      expect(await invoke(example.clients.lambda, "claims-intake", {})).toEqual({ stage: "intake" });
      expect(await invoke(example.clients.lambda, "claims-review", {})).toEqual({ stage: "none" });
      const { VpcConfig, KMSKeyArn } = await configuration("claims-intake");
      expect(VpcConfig?.SubnetIds).toHaveLength(2);
      expect(VpcConfig?.SecurityGroupIds).toHaveLength(1);
      expect((await configuration("claims-review")).KMSKeyArn).toBe(KMSKeyArn);
    },
    10 * MINUTE,
  );

  test(
    "plans no changes afterwards",
    async () => {
      expect(await example.terraform.plan()).toMatchObject({ hasChanges: false });
    },
    3 * MINUTE,
  );

  test(
    "is destroyed, and leaves nothing",
    async () => {
      await example.terraform.destroy();
      expect(await leftovers(example.clients)).toEqual([]);
    },
    10 * MINUTE,
  );

  const configuration = (FunctionName: string) =>
    example.clients.lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
});
