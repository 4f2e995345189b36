import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "../../../toolchain";
import { testWith } from "../../test-with";
import { differences, filesIn, filesInArchive } from "./files-in";
import { synthesizedForStandIn, type SynthesizedForStandIn } from "./synthesized-for-stand-in";

const MINUTE = 60_000;
const WORKSPACE = "signed-lambda-functions-dev-eu-west-1";

describe("the upload by curl that docs/hcp-terraform.md shows, against a stand-in of the API", () => {
  let synthesized: SynthesizedForStandIn;
  beforeAll(async () => {
    synthesized = await synthesizedForStandIn();
  }, 2 * MINUTE);
  afterAll(() => synthesized?.remove());

  testWith("jq", "as it stands, uploads a stack's folder and has it run", async () => {
    const { standIn, token, folder, certificateFile, cloud, stackFolder } = synthesized;
    standIn.workspaces.push({ id: "ws-1", name: WORKSPACE, project: "claims" });
    const page = readFileSync("docs/hcp-terraform.md", "utf8");
    const script = /```sh\n(api=[^]*?)```/.exec(page)![1]!;

    await runCommand("sh", ["-euc", script], {
      cwd: folder,
      env: {
        ...{ PATH: process.env.PATH, ...cloud, TOKEN: token, CURL_CA_BUNDLE: certificateFile },
        ...{ STACK: "functions-dev", WORKSPACE },
      },
      timeoutMs: MINUTE,
    });

    expect(standIn.refused).toEqual([]);
    expect(standIn.configurations).toMatchObject([
      { workspaceId: "ws-1", speculative: false, autoQueueRuns: true },
    ]);
    const sent = await filesInArchive(standIn.configurations[0]!.archive!, join(folder, "sent"));
    expect(differences(filesIn(stackFolder("functions-dev")), sent)).toEqual([]);
  });
});
