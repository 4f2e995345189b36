import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PlainDeployments } from "../../rehearsal/attacks/deploy";
import { inTemporaryFolder } from "../../rehearsal/temporary-folder";
import { writeProgram } from "../toolchain/temporary-folder";

describe("a temporary folder", () => {
  let parent: string;
  beforeEach(() => (parent = mkdtempSync(join(tmpdir(), "rehearsal-"))));
  afterEach(() => rmSync(parent, { recursive: true, force: true }));

  test("is gone after a run, and another folder of that name is not", async () => {
    mkdirSync(join(parent, "attacks"));
    const answer = await inTemporaryFolder(parent, "attacks", (folder) => {
      writeFileSync(join(folder, "terraform.tfstate"), "{}");
      expect(statSync(folder).mode & 0o777).toBe(0o700);
      return Promise.resolve(1);
    });
    expect(answer).toBe(1);
    expect(readdirSync(parent)).toEqual(["attacks"]);
  });

  test("is gone after attacks that end while Terraform runs", async () => {
    writeProgram(join(parent, "bin"), "terraform", "echo {} > terraform.tfstate; exit 1");
    let directory = "";
    const attacks = inTemporaryFolder(join(parent, "workspace"), "attacks", async (folder) => {
      directory = folder;
      const deployments = new PlainDeployments({
        directory: folder,
        environment: { PATH: join(parent, "bin") },
        endpoint: "http://127.0.0.1:1",
        region: "us-east-1",
        signal: new AbortController().signal,
        onResource: () => undefined,
      });
      await deployments.apply(new Map(), "arn:aws:iam::123456789012:role/any").finally(() => {
        expect(readdirSync(folder).sort()).toEqual(["main.tf.json", "terraform.tfstate"]);
      });
    });
    await expect(attacks).rejects.toThrow("terraform init");
    expect(existsSync(directory)).toBe(false);
    expect(readdirSync(join(parent, "workspace"))).toEqual([]);
  });
});
