import { cp, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { clientEnvironment } from "../local-aws/client-environment";
import { installEmulators } from "../local-aws/emulators";
import { startLocalAwsProcess } from "../rehearsal/local-aws-process";
import { Terraform, terraformEnvironment, workspace } from "../toolchain";
import { RUNS, type Bench, type Row } from "./bench";
import { functionsByHand, SHARED } from "./functions-by-hand";
import { byTurns, medianOf, type Measurement } from "./measure";
import { megabytes, seconds } from "./table";

const COUNT = 100;
const MOST = 1.2;

/** `terraform plan` of 100 `signed-function` modules against the same resources written out one by one. */
export async function planOfModules({ root, directory, meter, signal, progress }: Bench): Promise<Row[]> {
  const folder = join(directory, "plan-of-modules");
  const own = workspace({ ...process.env, SIGNED_LAMBDA_WORKSPACE: folder });
  await mkdir(folder, { recursive: true });
  const zip = join(folder, "function.zip");
  await writeFile(zip, "a plan reads its hash, and nothing else of it");
  await cp(join(root, "terraform", "signed-function"), join(folder, "signed-function"), { recursive: true });

  progress("starting the local AWS for the plans");
  await installEmulators({ workspace: own.directory, signal });
  const localAws = await startLocalAwsProcess(own, signal);
  try {
    const environment = { ...(await terraformEnvironment(own)), ...clientEnvironment(localAws) };
    const one = { source: "../signed-function", package_path: zip, ...SHARED };
    const names = Array.from({ length: COUNT }, (_, index) => `function-${index}`);
    const forEach = await makeRoot(join(folder, "for-each"), environment, {
      "main.tf.json": JSON.stringify({
        module: {
          functions: {
            ...one,
            for_each: `\${toset(${JSON.stringify(names)})}`,
            function_name: "${each.key}",
          },
        },
      }),
    });
    const calls = await makeRoot(join(folder, "calls"), environment, {
      "main.tf.json": JSON.stringify({
        module: Object.fromEntries(names.map((name) => [name, { ...one, function_name: name }])) as object,
      }),
    });
    const byHand = await makeRoot(join(folder, "by-hand"), environment, {
      "main.tf": functionsByHand(COUNT, zip),
    });
    const plan = (what: string, root: string) => (): Promise<Measurement> => {
      progress(`terraform plan of ${COUNT} functions, ${what}`);
      return meter.measure({
        command: "terraform",
        args: [`-chdir=${root}`, "plan", "-input=false", "-no-color", "-lock=false"],
        variables: environment,
      });
    };
    const runs = await byTurns(RUNS, {
      forEach: plan("one module call with for_each", forEach),
      calls: plan("a module call each", calls),
      byHand: plan("by hand", byHand),
    });
    const planned = Object.values(runs).map(([run]) => toAdd(run?.stdout ?? ""));
    if (!planned.every(Number.isInteger) || new Set(planned).size !== 1) {
      throw new Error(`Expected the same resources each way, got: ${planned.join(", ")}`);
    }
    return [
      {
        what: `plan of ${COUNT} signed-function modules, ${planned[0]} resources, against the same by hand`,
        ours: "",
      },
      ...rows("one call with for_each", runs.forEach, runs.byHand),
      ...rows("a call each", runs.calls, runs.byHand),
    ];
  } finally {
    await localAws.stop();
  }
}

function rows(what: string, ours: readonly Measurement[], peer: readonly Measurement[]): Row[] {
  const wall = { ours: medianOf(ours, "wallSeconds"), peer: medianOf(peer, "wallSeconds") };
  const cpu = { ours: medianOf(ours, "cpuSeconds"), peer: medianOf(peer, "cpuSeconds") };
  return [
    {
      what: `  ${what}: wall`,
      ours: seconds(wall.ours),
      peer: seconds(wall.peer),
      ratio: wall.peer / wall.ours,
      target: { text: `≥ ${(1 / MOST).toFixed(2)}`, met: wall.ours <= wall.peer * MOST },
    },
    { what: "    CPU", ours: seconds(cpu.ours), peer: seconds(cpu.peer), ratio: cpu.peer / cpu.ours },
    {
      what: "    largest process",
      ours: megabytes(medianOf(ours, "peakMegabytes")),
      peer: megabytes(medianOf(peer, "peakMegabytes")),
    },
  ];
}

/** A root module that talks to the local AWS, initialised. */
async function makeRoot(
  directory: string,
  environment: NodeJS.ProcessEnv,
  files: Record<string, string>,
): Promise<string> {
  await mkdir(directory);
  await writeFile(
    join(directory, "provider.tf.json"),
    JSON.stringify({
      provider: {
        aws: { skip_credentials_validation: true, skip_metadata_api_check: true, s3_use_path_style: true },
      },
    }),
  );
  for (const [name, content] of Object.entries(files)) await writeFile(join(directory, name), content);
  await new Terraform({ directory, environment: { ...process.env, ...environment } }).init();
  return directory;
}

const toAdd = (plan: string): number => Number(/^Plan: (\d+) to add, 0 to change/m.exec(plan)?.[1]);
