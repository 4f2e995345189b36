import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runCommand, type CommandResult } from "../../../toolchain";
import { differences, filesIn, filesInArchive } from "./files-in";
import { describeOnLinux } from "./on-linux";
import { synthesizedForStandIn, type SynthesizedForStandIn } from "./synthesized-for-stand-in";

const MINUTE = 60_000;
const STACKS = ["code-signing-dev", "functions-dev"] as const;

// In this order: each test goes on from what the one before it left.
describeOnLinux("terraform's own cloud block, against a stand-in of HCP Terraform's API", () => {
  let synthesized: SynthesizedForStandIn;
  beforeAll(async () => {
    synthesized = await synthesizedForStandIn();
  }, 2 * MINUTE);
  afterAll(() => synthesized?.remove());

  const terraform = (stack: string, ...args: string[]): Promise<CommandResult> =>
    runCommand("terraform", args, {
      cwd: synthesized.stackFolder(stack),
      env: synthesized.environment,
      timeoutMs: MINUTE,
    });

  test.each(STACKS)(
    "initialises %s, makes a workspace for it in the project, and shows what its run planned",
    async (stack) => {
      await terraform(stack, "init", "-input=false");
      const { stdout } = await terraform(stack, "plan", "-input=false");
      expect(stdout).toContain("Plan: 1 to add");
      expect(synthesized.standIn.workspaces.at(-1)).toMatchObject({
        name: `signed-lambda-${stack}-eu-west-1`,
        project: "claims",
      });
    },
    2 * MINUTE,
  );

  test("uploads for a plan what can't be applied", () => {
    const { configurations, runs } = synthesized.standIn;
    expect(configurations.map(({ speculative }) => speculative)).toEqual([true, true]);
    expect(runs.map((run) => run.configurationVersionId)).toEqual(configurations.map(({ id }) => id));
  });

  test.each(STACKS)("uploads the configuration and every asset of %s, byte for byte", async (stack) => {
    const { standIn, folder, stackFolder } = synthesized;
    const files = filesIn(stackFolder(stack));
    expect([...files.keys()]).toContain("cdk.tf.json");
    expect([...files.keys()].filter((file) => file.startsWith("assets/"))).toHaveLength(
      stack === "functions-dev" ? 2 : 0,
    );
    const workspace = standIn.workspaces.find(({ name }) => name === `signed-lambda-${stack}-eu-west-1`)!;
    const uploaded = standIn.configurations.find(({ workspaceId }) => workspaceId === workspace.id)!;
    const sent = await filesInArchive(uploaded.archive!, join(folder, `${stack}-sent`));
    expect(differences(files, sent)).toEqual([]);
  });

  test("uploads all that the configuration names", () => {
    const folder = synthesized.stackFolder("functions-dev");
    const { resource } = JSON.parse(readFileSync(join(folder, "cdk.tf.json"), "utf8")) as {
      resource: { aws_s3_object: Record<string, { source: string }> };
    };
    const sources = Object.values(resource.aws_s3_object).map(({ source }) => source);
    expect(sources).toHaveLength(2);
    expect(sources.filter((source) => !filesIn(folder).has(source))).toEqual([]);
  });

  test("asks for nothing that the stand-in doesn't know", () => {
    expect(synthesized.standIn.refused).toEqual([]);
  });
});
