import { UpdateFunctionCodeCommand } from "@aws-sdk/client-lambda";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import { ListSigningJobsCommand } from "@aws-sdk/client-signer";
import { appendFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { repack } from "../../../rehearsal/attacks/repack";
import { invoke } from "../../../rehearsal/claims";
import { leftovers } from "../../../rehearsal/leftovers";
import { packSource, startExample, type Example } from "./example";

const MINUTE = 60_000;

// In this order: each test goes on from what the one before it left.
describe("examples/plain-terraform/simple", () => {
  let example: Example;
  beforeAll(async () => {
    example = await startExample("plain-terraform/simple");
    await usePackage();
    await example.terraform.init();
  }, 5 * MINUTE);
  afterAll(() => example?.remove(), MINUTE);

  test(
    "is applied, and its function answers",
    async () => {
      await example.terraform.apply();
      expect(await example.terraform.output()).toMatchObject({
        function_name: "hello",
        signing_job_arn: expect.stringMatching(/^arn:aws:signer:.*:\/signing-jobs\//) as string,
      });
      expect(await invoke(example.clients.lambda, "hello", { name: "Ada" })).toBe("Hello, Ada!");
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

  test("has its function refuse the same code unsigned, and signed code that was changed", async () => {
    const unsigned = await readFile(await packSource(example.directory, "hello"));
    await expect(updateCode(unsigned)).rejects.toMatchObject({ name: "CodeVerificationFailedException" });

    const signed = await signedPackage();
    const tampered = await repack(signed, (name, body) =>
      name === "index.js" ? Buffer.concat([body, Buffer.from("\n// not what was signed\n")]) : body,
    );
    await expect(updateCode(tampered)).rejects.toMatchObject({ name: "CodeVerificationFailedException" });
    await expect(updateCode(signed)).resolves.toMatchObject({ FunctionName: "hello" });
  });

  test(
    "signs once and updates the function where its code has changed, and does nothing else",
    async () => {
      const before = await jobs();
      await appendFile(join(example.directory, "src", "index.js"), "\n// one more line\n");
      await usePackage();
      const { plannedChanges } = await example.terraform.apply();
      const changed = plannedChanges
        .filter(({ action }) => action !== "read")
        .map(({ address, action }) => `${action} ${address.replace(/^module\.hello\./, "")}`);
      expect(changed.sort()).toEqual([
        "replace aws_signer_signing_job.signing_job",
        "replace terraform_data.signing_pin",
        "update aws_lambda_alias.alias",
        "update aws_lambda_function.function",
        "update aws_s3_object.unsigned[0]",
      ]);
      expect(await jobs()).toBe(before + 1);
    },
    5 * MINUTE,
  );

  test(
    "is destroyed, and leaves nothing",
    async () => {
      await example.terraform.destroy();
      expect(await leftovers(example.clients)).toEqual([]);
    },
    10 * MINUTE,
  );

  async function usePackage(): Promise<void> {
    const path = await packSource(example.directory, "hello");
    await writeFile(join(example.directory, "test.auto.tfvars.json"), JSON.stringify({ package_path: path }));
  }

  const updateCode = (ZipFile: Buffer) =>
    example.clients.lambda.send(new UpdateFunctionCodeCommand({ FunctionName: "hello", ZipFile }));

  async function signedPackage(): Promise<Buffer> {
    const { signed_object: signed } = (await example.terraform.output()) as Record<
      string,
      { bucket: string; key: string; version: string }
    >;
    const { Body } = await example.clients.s3.send(
      new GetObjectCommand({ Bucket: signed!.bucket, Key: signed!.key, VersionId: signed!.version }),
    );
    return Buffer.from(await Body!.transformToByteArray());
  }

  const jobs = async (): Promise<number> =>
    (await example.clients.signer.send(new ListSigningJobsCommand({}))).jobs?.length ?? 0;
});
