import { join, resolve } from "node:path";
import { runCommand } from "../../toolchain";
import { bytes } from "../clients/boto3";
import { runWith } from "../clients/programs";
import { expectEqual, expectThat } from "../expect";
import { NOTATION_PLATFORM } from "../fixtures";
import { rowsOf } from "../row";
import type { Stage } from "../stage";

const PAYLOAD = JSON.stringify({
  targetArtifact: {
    mediaType: "application/vnd.oci.image.manifest.v1+json",
    digest: "sha256:73c803930ea3ba1e54bc25c2bdc53edd0284c62ed651fe7b00369da519a3c333",
    size: 16724,
  },
});

async function verifier(stage: Stage): Promise<string> {
  const program = join(await stage.folder("notation"), "notation-verifier");
  await runCommand("go", ["build", "-o", program, "."], {
    cwd: resolve("conformance", "notation-verifier"),
    timeoutMs: 3 * 60_000,
    signal: stage.signal,
  });
  return program;
}

export const NOTATION = rowsOf("Signer", "notation", {
  "envelope-verifies": {
    grade: "documented",
    client: "notation-core-go",
    needs: "go",
    claim:
      "What SignPayload signs is an envelope that the Notary Project's own library verifies up to the root, and refuses once it is changed.",
    show: async (stage) => {
      const { fixtures, boto3 } = stage;
      const { name } = await fixtures.profile({ platformId: NOTATION_PLATFORM });
      const { signature } = await boto3.call("signer", "SignPayload", {
        profileName: name,
        payload: Buffer.from(PAYLOAD),
        payloadFormat: "application/vnd.cncf.notary.payload.v1+json",
      });
      const envelope = JSON.parse(bytes(signature).toString()) as Record<string, string>;
      const program = await verifier(stage);
      const verify = (one: unknown) =>
        runWith(
          stage,
          { "e.json": JSON.stringify(one), "root.pem": stage.rootCertificate },
          program,
          "e.json",
          "root.pem",
        );
      const verdict = await verify(envelope);
      expectEqual("the verifier's answer", [verdict.code, verdict.stderr], [0, ""]);
      const { payload: verified } = JSON.parse(verdict.stdout) as { payload: string };
      expectEqual("the verifier's payload", verified, PAYLOAD);
      const payload = Buffer.from(PAYLOAD.replace("16724", "16725")).toString("base64url");
      expectThat(
        "the changed envelope is refused",
        (await verify({ ...envelope, payload })).code !== 0,
        "accepted",
      );
    },
  },
});
