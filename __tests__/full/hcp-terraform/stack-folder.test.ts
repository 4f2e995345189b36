import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { paginateListSigningJobs } from "@aws-sdk/client-signer";
import { packageFunction } from "../../../packaging";
import { awsClients } from "../../../rehearsal/aws-clients";
import { withoutForeignSettings } from "../../../rehearsal/foreign-settings";
import { startLocalAwsProcess, type LocalAwsProcess } from "../../../rehearsal/local-aws-process";
import { runCommand, Terraform, terraformEnvironment, workspace } from "../../../toolchain";
import { synthesizeDev } from "../../stacks/synthesize-dev";
import { ownWorkspace, type OwnWorkspace } from "../../e2e/own-workspace";

const MINUTE = 60_000;
const SERVICES = ["ec2", "iam", "kms", "lambda", "logs", "s3", "signer", "sqs", "sts"];

// In this order: each test goes on from what the one before it left.
describe("a folder that was synthesized for HCP Terraform, and nothing else of the project", () => {
  const elsewhere = mkdtempSync(join(tmpdir(), "stack-folder-"));
  // Inside the project: the functions find their packages by walking up.
  const sources = join(".local", `stack-folder-sources-${process.pid}`);
  const stateOf = (stack: string) => join(elsewhere, `${stack}.tfstate`);
  let own: OwnWorkspace;
  let localAws: LocalAwsProcess;
  let provider: NodeJS.ProcessEnv;

  beforeAll(async () => {
    own = await ownWorkspace("stack-folder");
    provider = await terraformEnvironment(workspace(own.environment));
    localAws = await startLocalAwsProcess(workspace(own.environment), new AbortController().signal);
    await runCommand(process.execPath, ["run.mjs", "main.ts"], {
      env: { ...own.environment, ...dev() },
      timeoutMs: 2 * MINUTE,
    });
    takeStacksElsewhere();
  }, 5 * MINUTE);
  afterAll(async () => {
    await localAws?.stop();
    own.remove();
    for (const folder of [elsewhere, sources]) rmSync(folder, { recursive: true, force: true });
  }, MINUTE);

  const dev = () => ({
    ENVIRONMENT: "dev",
    AWS_REGION: localAws.region,
    TF_CLOUD_ORGANIZATION: "claims-org",
    TF_CLOUD_PROJECT: "claims",
  });

  /** Takes each stack's folder away alone, and leaves nothing behind. */
  function takeStacksElsewhere(): void {
    for (const stack of ["code-signing-dev", "functions-dev"]) {
      const folder = join(elsewhere, stack);
      rmSync(folder, { recursive: true, force: true });
      cpSync(join(own.output, "stacks", stack), folder, { recursive: true });
      writeFileSync(join(folder, "override.tf.json"), JSON.stringify(onThisMachine(stack)));
    }
    rmSync(own.output, { recursive: true });
    rmSync(join(own.directory, "packages"), { recursive: true });
  }

  async function synthesizeChangedCode(): Promise<void> {
    cpSync("lambda-src", sources, { recursive: true });
    appendFileSync(join(sources, "submit-claim", "index.ts"), "\nexport const changed = true;\n");
    const outputDirectory = workspace(own.environment).packages;
    const pack = (name: string) => packageFunction({ sourceDirectory: join(sources, name), outputDirectory });
    synthesizeDev(
      own.output,
      {
        submitClaim: await pack("submit-claim"),
        signingProfileHealth: await pack("signing-profile-health"),
      },
      dev(),
    );
  }

  /** What the service does with a configuration: its own state in place of the cloud block's, and credentials. */
  function onThisMachine(stack: string): object {
    const remoteState = {
      terraform_remote_state: {
        "cross-stack-reference-input-code-signing-dev": {
          backend: "local",
          config: { path: stateOf("code-signing-dev") },
        },
      },
    };
    return {
      terraform: { backend: { local: { path: stateOf(stack) } } },
      ...(stack === "functions-dev" ? { data: remoteState } : {}),
      provider: {
        aws: {
          access_key: "test",
          secret_key: "test",
          skip_credentials_validation: true,
          skip_metadata_api_check: "true",
          s3_use_path_style: true,
          endpoints: [Object.fromEntries(SERVICES.map((service) => [service, localAws.endpoint]))],
        },
      },
    };
  }

  const terraform = (stack: string): Terraform =>
    new Terraform({
      directory: join(elsewhere, stack),
      // As for a pull request: it takes no lock, because it changes nothing.
      environment: { ...withoutForeignSettings(process.env), ...provider, TF_CLI_ARGS_plan: "-lock=false" },
      timeoutMs: 10 * MINUTE,
    });

  async function signingJobs(): Promise<string[]> {
    const { signer: client } = awsClients(localAws.endpoint, localAws.region);
    const ids: string[] = [];
    for await (const { jobs = [] } of paginateListSigningJobs({ client }, {})) {
      ids.push(...jobs.map(({ jobId }) => jobId!));
    }
    return ids.sort();
  }

  test(
    "initialises, plans and applies the shared stack",
    async () => {
      const stack = terraform("code-signing-dev");
      await stack.init();
      expect((await stack.plan()).plannedChanges.map(({ address }) => address)).toContainEqual(
        expect.stringMatching(/^aws_signer_signing_profile\./),
      );
      await stack.apply();
      expect(await stack.output()).toMatchObject({ signing_profile_status: "Active" });
    },
    5 * MINUTE,
  );

  test(
    "plans the functions, and starts no signing job, nor writes any state",
    async () => {
      const stack = terraform("functions-dev");
      await stack.init();
      const { plannedChanges } = await stack.plan();
      expect(
        plannedChanges
          .filter(({ address }) => address.startsWith("aws_signer_signing_job."))
          .map(({ action }) => action),
      ).toEqual(["create", "create"]);
      expect(await signingJobs()).toEqual([]);
      expect(existsSync(stateOf("functions-dev"))).toBe(false);
    },
    5 * MINUTE,
  );

  test(
    "applies the functions from the packages inside it, with a job for each",
    async () => {
      const stack = terraform("functions-dev");
      await stack.apply();
      expect(await stack.output()).toMatchObject({
        submit_claim_signing_job_status: "Succeeded",
        signing_profile_health_signing_job_status: "Succeeded",
      });
      expect(await signingJobs()).toHaveLength(2);
    },
    10 * MINUTE,
  );

  test(
    "plans a change of a function's code as a new job, and starts none",
    async () => {
      const before = { jobs: await signingJobs(), state: readFileSync(stateOf("functions-dev"), "utf8") };
      await synthesizeChangedCode();
      takeStacksElsewhere();
      const stack = terraform("functions-dev");
      await stack.init();
      const { plannedChanges } = await stack.plan();
      expect(
        plannedChanges.filter(({ address }) => address.startsWith("aws_signer_signing_job.")),
      ).toMatchObject([{ address: expect.stringContaining("submit-claim") as string, action: "replace" }]);
      expect({
        jobs: await signingJobs(),
        state: readFileSync(stateOf("functions-dev"), "utf8"),
      }).toEqual(before);
    },
    5 * MINUTE,
  );
});
