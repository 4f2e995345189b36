import { join } from "node:path";
import { mkdirSync, rmSync } from "node:fs";
import { Cdktf } from "../../../toolchain";
import { describeOnLinux } from "../../e2e/hcp-terraform/on-linux";
import {
  synthesizedForStandIn,
  type SynthesizedForStandIn,
} from "../../e2e/hcp-terraform/synthesized-for-stand-in";

const MINUTE = 60_000;

describeOnLinux("cdktf plan, against a stand-in of HCP Terraform's API", () => {
  const output = join(".local", "e2e", `cdktf.out-hcp-terraform-${process.pid}`);
  let synthesized: SynthesizedForStandIn;
  beforeAll(async () => {
    mkdirSync(join(".local", "e2e"), { recursive: true });
    synthesized = await synthesizedForStandIn();
  }, 2 * MINUTE);
  afterAll(async () => {
    await synthesized?.remove();
    rmSync(output, { recursive: true, force: true });
  });

  test.each(["code-signing-dev", "functions-dev"])(
    "runs %s there, and shows what it planned",
    async (stack) => {
      const { environment, cloud, standIn } = synthesized;
      const cdktf = new Cdktf({ environment: { ...environment, ...cloud }, output, timeoutMs: 2 * MINUTE });
      const { hasChanges, text } = await cdktf.plan(stack);
      expect(hasChanges).toBe(true);
      expect(text).toContain("Running plan in HCP Terraform");
      expect(text).toContain("Plan: 1 to add");
      expect(standIn.workspaces.at(-1)).toMatchObject({ name: `signed-lambda-${stack}-eu-west-1` });
      expect(standIn.configurations.at(-1)).toMatchObject({ speculative: true });
      expect(standIn.refused).toEqual([]);
    },
    3 * MINUTE,
  );
});
