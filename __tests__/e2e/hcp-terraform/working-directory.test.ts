import { cpSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "../../../toolchain";
import { filesInArchive } from "./files-in";
import { describeOnLinux } from "./on-linux";
import { synthesizedForStandIn, type SynthesizedForStandIn } from "./synthesized-for-stand-in";

const MINUTE = 60_000;
const ROOT = "examples/hcp-terraform/workspace";

describeOnLinux("a root that names modules outside of its folder, against a stand-in of the API", () => {
  let synthesized: SynthesizedForStandIn;
  beforeAll(async () => {
    synthesized = await synthesizedForStandIn();
  }, 2 * MINUTE);
  afterAll(() => synthesized?.remove());

  test(
    "is uploaded with them where its workspace has a working directory",
    async () => {
      const { standIn, folder, environment, cloud } = synthesized;
      const workspace = { id: "ws-1", name: "signed-lambda-hello-dev", project: "claims" };
      standIn.workspaces.push({ ...workspace, workingDirectory: ROOT });
      const tree = join(folder, "tree");
      for (const part of ["terraform", ROOT]) cpSync(part, join(tree, part), { recursive: true });
      for (const verb of ["init", "plan"]) {
        await runCommand("terraform", [verb, "-input=false"], {
          cwd: join(tree, ROOT),
          env: { ...environment, ...cloud },
          timeoutMs: MINUTE,
        });
      }
      const sent = await filesInArchive(standIn.configurations[0]!.archive!, join(folder, "sent"));
      expect([...sent.keys()]).toEqual(
        expect.arrayContaining([`${ROOT}/main.tf`, "terraform/code-signing/main.tf"]),
      );
      expect(standIn.refused).toEqual([]);
    },
    2 * MINUTE,
  );
});
