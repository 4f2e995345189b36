import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  installEmulators,
  pinnedVersions,
  startEmulator,
  type EmulatorName,
  type EmulatorProcess,
} from "../../../local-aws/emulators";
import { boto3, WORKSPACE } from "../boto3-client";

jest.setTimeout(120_000);

const QUIET = { IOT_MTLS_ENABLED: "0", SFTP_ENABLED: "0", DOCKER_HOST: "unix:///nonexistent" };
const MAKE = {
  ministack: `client("sqs").create_queue(QueueName="kept")`,
  moto: `client("ec2").create_vpc(CidrBlock="10.9.0.0/16")`,
};
const READ = {
  ministack: `result = [url.split("/")[-1] for url in client("sqs").list_queues().get("QueueUrls", [])]`,
  moto: `result = [vpc["CidrBlock"] for vpc in client("ec2").describe_vpcs()["Vpcs"] if not vpc["IsDefault"]]`,
};
const MADE = { ministack: ["kept"], moto: ["10.9.0.0/16"] };

describe.each(["ministack", "moto"] as const)("the state of %s", (name) => {
  let python: string;
  let folder: string;
  const running: EmulatorProcess[] = [];

  beforeAll(async () => {
    python = await installEmulators({ workspace: WORKSPACE });
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "emulator-state-"));
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((one) => one.stop()));
    rmSync(folder, { recursive: true, force: true });
  });

  async function start(environment: Record<string, string>, bare = false): Promise<EmulatorProcess> {
    running.push(
      await startEmulator({
        ...{ name, python, bare, workspace: WORKSPACE },
        environment: { ...QUIET, ...environment },
      }),
    );
    return running.at(-1)!;
  }
  const kept = () => ({ LOCAL_AWS_STATE_DIR: folder });
  const ask = ({ port }: EmulatorProcess, scripts: Record<EmulatorName, string>) =>
    boto3(`http://127.0.0.1:${port}`, scripts[name]);

  test("is there again after it was stopped", async () => {
    const first = await start(kept());
    await ask(first, MAKE);
    await first.stop();
    expect(await ask(await start(kept()), READ)).toEqual(MADE[name]);
  });

  test("is there again after the emulator itself was killed, but for the last moment", async () => {
    const first = await start(kept());
    await ask(first, MAKE);
    await new Promise((done) => setTimeout(done, 2_000));
    process.kill(first.pid, "SIGKILL");
    await first.ended;
    expect(await ask(await start(kept()), READ)).toEqual(MADE[name]);
  });

  test("is one process's: the next one waits until it is done", async () => {
    const first = await start(kept());
    const second = start(kept());
    await ask(first, MAKE);
    let isUp = false;
    void second.then(() => (isUp = true));
    await new Promise((done) => setTimeout(done, 3_000));
    expect(isUp).toBe(false);
    await first.stop();
    expect(await ask(await second, READ)).toEqual(MADE[name]);
  });

  test("isn't kept where no folder is named", async () => {
    const first = await start({});
    await ask(first, MAKE);
    await first.stop();
    expect(await ask(await start({}), READ)).toEqual([]);
  });
});

test("ministack by itself saves nothing when its parent goes, nor while it runs: what ministack_state is for", async () => {
  const folder = mkdtempSync(join(tmpdir(), "emulator-state-"));
  const services = join(folder, "services");
  mkdirSync(services);
  const bare = await startEmulator({
    name: "ministack",
    python: await installEmulators({ workspace: WORKSPACE }),
    workspace: WORKSPACE,
    environment: { ...QUIET, PERSIST_STATE: "1", STATE_DIR: services },
    bare: true,
  });
  await boto3(`http://127.0.0.1:${bare.port}`, MAKE.ministack);
  await new Promise((done) => setTimeout(done, 2_000));
  expect(existsSync(join(services, "sqs.json"))).toBe(false);
  await bare.stop();
  expect(existsSync(join(services, "sqs.json"))).toBe(false);
  rmSync(folder, { recursive: true });
});

test("the pinned versions are those that the emulators announce", async () => {
  const python = await installEmulators({ workspace: WORKSPACE });
  const announced: Record<string, string> = {};
  for (const name of ["ministack", "moto"] as const) {
    const one = await startEmulator({ name, python, workspace: WORKSPACE, environment: QUIET });
    announced[name] = one.version;
    await one.stop();
  }
  expect(pinnedVersions()).toEqual(announced);
});
