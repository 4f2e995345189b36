import { UpdateFunctionCodeCommand } from "@aws-sdk/client-lambda";
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { ListSigningJobsCommand, type SignerClient } from "@aws-sdk/client-signer";
import { awsClients } from "../../rehearsal/aws-clients";
import { leftovers } from "../../rehearsal/leftovers";
import { startLocalAwsProcess, type LocalAwsProcess } from "../../rehearsal/local-aws-process";
import {
  Cdktf,
  CommandFailedError,
  terraformEnvironment,
  workspace,
  type CdktfOutputs,
} from "../../toolchain";
import { ownWorkspace, type OwnWorkspace } from "./own-workspace";

const STACKS = ["code-signing-local", "functions-local"];
const MINUTE = 60_000;

// In this order: each test goes on from what the one before it left.
describe("the cdktf command line, for the local environment", () => {
  let own: OwnWorkspace;
  let cdktf: Cdktf;
  let localAws: LocalAwsProcess;

  beforeAll(async () => {
    own = await ownWorkspace("cdktf-cli");
    cdktf = new Cdktf({
      environment: { ...own.environment, ...(await terraformEnvironment(workspace(own.environment))) },
      output: own.output,
      timeoutMs: 10 * MINUTE,
    });
  }, 5 * MINUTE);
  afterAll(async () => {
    await localAws?.stop();
    own.remove();
  });

  test(
    "says in one sentence that the local AWS isn't running, and how to start it",
    async () => {
      const failure = await cdktf.plan("code-signing-local").catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(CommandFailedError);
      const { stdout, stderr } = failure as CommandFailedError;
      const output = `${stdout}${stderr}`.replace(/[│╷╵\s]+/g, " ");
      expect(output).toContain(
        "The local AWS isn't running: start it with `npm run local-aws` in another terminal.",
      );
      expect(output).not.toMatch(/connection refused|dial tcp/);
    },
    3 * MINUTE,
  );

  test("needs no local AWS to synthesize", () => cdktf.synth(), 2 * MINUTE);

  test(
    "finds a running local AWS by itself, and applies both stacks",
    async () => {
      localAws = await startLocalAwsProcess(workspace(own.environment), new AbortController().signal);
      const outputs: CdktfOutputs = await cdktf.apply(STACKS);
      expect(outputs["code-signing-local"]).toMatchObject({
        signing_profile_status: "Active",
        code_signing_policy: "Enforce",
      });
      expect(outputs["functions-local"]).toMatchObject({
        submit_claim_signing_job_status: "Succeeded",
        submit_claim_signing_profile_version_arn: outputs["code-signing-local"]?.signing_profile_version_arn,
        signing_profile_health_signing_job_status: "Succeeded",
      });
    },
    10 * MINUTE,
  );

  test.each(STACKS)(
    "plans no changes of %s afterwards",
    async (stack) => {
      expect(await cdktf.plan(stack)).toMatchObject({ hasChanges: false });
    },
    3 * MINUTE,
  );

  test(
    "deploys no other version of a signed object: one that is written over it changes no plan",
    async () => {
      const { s3, signer } = awsClients(localAws.endpoint, localAws.region);
      const { Bucket, Key, signedBefore } = await signedObject(signer);
      const before = await s3.send(new HeadObjectCommand({ Bucket, Key }));
      // As good as an older package of the same function: signed, and trusted.
      const other = await s3.send(new GetObjectCommand({ Bucket, Key: signedBefore }));
      const { VersionId } = await s3.send(
        new PutObjectCommand({ Bucket, Key, Body: await other.Body!.transformToByteArray() }),
      );
      expect(VersionId).not.toBe(before.VersionId);

      expect(await cdktf.plan("functions-local")).toMatchObject({ hasChanges: false });
    },
    3 * MINUTE,
  );

  test("has deployed functions that refuse an unsigned update", async () => {
    const { lambda } = awsClients(localAws.endpoint, localAws.region);
    await expect(
      lambda.send(
        new UpdateFunctionCodeCommand({
          FunctionName: "signed-lambda-local-submit-claim",
          ZipFile: EMPTY_FUNCTION,
        }),
      ),
    ).rejects.toMatchObject({ name: "CodeVerificationFailedException" });
  });

  test(
    "destroys both stacks, and nothing is left",
    async () => {
      await cdktf.destroy(STACKS);
      expect(await leftovers(awsClients(localAws.endpoint, localAws.region))).toEqual([]);
    },
    10 * MINUTE,
  );
});

/** The signed object of submit-claim, and another one that is signed by the same profile. */
async function signedObject(signer: SignerClient) {
  const { jobs = [] } = await signer.send(new ListSigningJobsCommand({ status: "Succeeded" }));
  const keyOf = (name: string) =>
    jobs.find((job) => job.source?.s3?.key === `unsigned/${name}.zip`)?.signedObject?.s3;
  const { bucketName: Bucket, key: Key } = keyOf("submit-claim")!;
  return { Bucket, Key, signedBefore: keyOf("signing-profile-health")!.key };
}

/** A ZIP with one file, index.js, which is empty. */
const EMPTY_FUNCTION = Buffer.from(
  "504b03040a0000000000000021000000000000000000000000000800000069 6e6465782e6a73".replaceAll(" ", "") +
    "504b01021e030a00000000000000210000000000000000000000000008000000000000000000000000000000000069 6e6465782e6a73".replaceAll(
      " ",
      "",
    ) +
    "504b050600000000010001003600000026000000 0000".replaceAll(" ", ""),
  "hex",
);
