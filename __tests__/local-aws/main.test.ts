import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { runningLocalAws } from "../../local-aws";
import { installEmulators } from "../../local-aws/emulators";
import { isAlive } from "../../local-aws/processes";
import { boto3, WORKSPACE } from "./boto3-client";
import { end, makeWorkspace, removeWorkspace, run as runIn, started as startedIn, type Run } from "./command";
import { commandLineOf, descendantsOf, eventually, isOpen } from "./descendants";

jest.setTimeout(300_000);

describe("the command", () => {
  let workspace: string;
  const runs: Run[] = [];

  beforeAll(() => installEmulators({ workspace: WORKSPACE }));
  beforeEach(() => {
    workspace = makeWorkspace();
  });
  afterEach(async () => {
    for (const one of runs.splice(0)) {
      await end(one, "SIGKILL");
    }
    await removeWorkspace(workspace);
  });

  function run(...args: string[]): Run {
    runs.push(runIn(workspace, ...args));
    return runs.at(-1)!;
  }

  async function started(one: Run): Promise<{ endpoint: string; port: number; pid: number }> {
    const { endpoint, pid } = await startedIn(one, workspace);
    return { endpoint, port: Number(new URL(endpoint).port), pid };
  }

  test("prints what to export, notes its address for its user alone, and leaves nothing after SIGTERM", async () => {
    const server = run("--port", "0");
    const { endpoint, port, pid } = await started(server);
    expect(server.output.stdout.split("\n")).toEqual([
      `export AWS_ENDPOINT_URL=${endpoint}`,
      "export AWS_ACCESS_KEY_ID=test",
      "export AWS_SECRET_ACCESS_KEY=test",
      "export AWS_REGION=us-east-1",
      "export AWS_DEFAULT_REGION=us-east-1",
      "",
    ]);
    expect(pid).toBe(server.child.pid);
    expect(statSync(join(workspace, "run", "local-aws.json")).mode & 0o777).toBe(0o600);

    const processes = descendantsOf(pid);
    expect(processes.length).toBeGreaterThanOrEqual(2);
    server.child.kill("SIGTERM");
    expect(await server.exited).toBe(0);
    // The last to go may be the bundler's, which ends when its own pipe closes.
    expect(await eventually(() => !processes.some(isAlive), 2_000)).toBe(true);
    expect(await isOpen(port)).toBe(false);
    expect(await runningLocalAws(workspace)).toBeUndefined();
    expect(() => statSync(join(workspace, "run", "local-aws.json"))).toThrow("ENOENT");
  });

  test("takes every process and port with it when it is killed, workers of functions too", async () => {
    const server = run("--port", "0");
    const { endpoint, port, pid } = await started(server);
    const worker = (await boto3(
      endpoint,
      `
import io, zipfile
held = io.BytesIO()
with zipfile.ZipFile(held, "w") as archive:
    archive.writestr("index.js", "exports.handler = async () => process.pid")
functions = client("lambda")
functions.create_function(FunctionName="pid", Role="arn:aws:iam::123456789012:role/any", Runtime="nodejs22.x",
    Handler="index.handler", Code={"ZipFile": held.getvalue()})
functions.get_waiter("function_active_v2").wait(FunctionName="pid", WaiterConfig={"Delay": 1})
result = json.loads(functions.invoke(FunctionName="pid")["Payload"].read())
`,
    )) as number;
    const processes = descendantsOf(pid);
    expect(processes).toContain(worker);
    process.kill(pid, "SIGKILL");
    expect(await eventually(() => !processes.some(isAlive))).toBe(true);
    expect(await isOpen(port)).toBe(false);

    // What it left behind, its run file, keeps nobody from starting again.
    expect(await runningLocalAws(workspace)).toBeUndefined();
    const next = run("--port", "0", "--until-stdin-closes");
    await started(next);
    next.child.stdin.end();
    expect(await next.exited).toBe(0);
  });

  test("ends, and says why, when an emulator ends by itself", async () => {
    const server = run("--port", "0");
    const { port, pid } = await started(server);
    const processes = descendantsOf(pid);
    const moto = processes.find((one) => commandLineOf(one).includes("moto_launcher"));
    process.kill(moto!, "SIGKILL");
    expect(await server.exited).toBe(1);
    expect(server.output.stderr).toContain("moto ended by itself");
    expect(await eventually(() => !processes.some(isAlive), 2_000)).toBe(true);
    expect(await isOpen(port)).toBe(false);
  });

  test("of two that start at once in one workspace, one runs and the other says who does", async () => {
    const both = [run("--port", "0"), run("--port", "0")];
    const loser = await Promise.race(both.map(async (one) => (await one.exited, one)));
    const winner = both.find((one) => one !== loser)!;
    expect(await loser.exited).toBe(1);
    expect(loser.output.stderr).toContain(`process ${winner.child.pid}`);
    expect((await started(winner)).pid).toBe(winner.child.pid);
  });

  test("two workspaces don't meet", async () => {
    const first = run("--port", "0");
    await started(first);
    const other = makeWorkspace();
    const second = run("--port", "0", "--workspace", other);
    expect(await eventually(() => second.output.stderr.includes("runs at"), 60_000)).toBe(true);
    const [one, two] = [await runningLocalAws(workspace), await runningLocalAws(other)];
    await boto3(one!.endpoint, `client("s3").create_bucket(Bucket="only-here")`);
    expect(await boto3(two!.endpoint, `result = client("s3").list_buckets()["Buckets"]`)).toEqual([]);
    second.child.kill("SIGTERM");
    await second.exited;
    await removeWorkspace(other);
  });

  test("--stop stops the one that runs, and is content when none does", async () => {
    const server = run("--port", "0");
    const { pid } = await started(server);
    const stop = run("--stop");
    expect(await stop.exited).toBe(0);
    expect(isAlive(pid)).toBe(false);
    expect(await server.exited).toBe(0);
    const again = run("--stop");
    expect(await again.exited).toBe(0);
    expect(again.output.stderr).toContain("No local AWS runs");
  });

  test("isn't kept from starting by a process that has got the id of an earlier one, nor stops it", async () => {
    // As after a reboot: the id is alive, and it started at another time than the file says.
    const stranger = spawn("sleep", ["60"]);
    mkdirSync(join(workspace, "run"));
    for (const rest of [{}, { startedAt: "1", endpoint: "http://127.0.0.1:1" }]) {
      writeFileSync(join(workspace, "run", "local-aws.json"), JSON.stringify({ pid: stranger.pid, ...rest }));
      const stop = run("--stop");
      expect([await stop.exited, stop.output.stderr]).toEqual([
        0,
        expect.stringContaining("No local AWS runs"),
      ]);
    }
    await started(run("--port", "0"));
    expect(isAlive(stranger.pid!)).toBe(true);
    stranger.kill();
  });

  test("deletes the state and the logs of an earlier one, and says so of the state", async () => {
    const state = join(workspace, "state");
    const log = join(workspace, "logs", "ministack.log");
    mkdirSync(state);
    mkdirSync(dirname(log));
    writeFileSync(join(state, "code-signing-local.tfstate"), "{}");
    writeFileSync(join(state, "functions-local.tfstate.backup"), "{}");
    writeFileSync(log, "of yesterday");
    const first = run("--port", "0");
    await started(first);
    const sentence = "The state of an earlier local AWS was deleted: what it described ended with it.";
    expect(first.output.stderr).toContain(sentence);
    expect(readdirSync(state)).toEqual([]);
    expect(statSync(state).mode & 0o777).toBe(0o700);
    expect(readFileSync(log, "utf8")).not.toContain("of yesterday");

    // One that finds the workspace taken touches nothing of it.
    writeFileSync(join(state, "code-signing-local.tfstate"), "{}");
    expect(await run("--port", "0").exited).toBe(1);
    expect(readdirSync(state)).toEqual(["code-signing-local.tfstate"]);
    rmSync(join(state, "code-signing-local.tfstate"));
    first.child.kill("SIGTERM");
    await first.exited;
    const second = run("--port", "0");
    await started(second);
    expect(second.output.stderr).not.toContain(sentence);
  });

  test("deletes nobody else's state, such as that of prod in a workspace that is the project's own folder", async () => {
    const prod = join(workspace, "state", "us-east-1", "functions-prod.tfstate");
    const ours = join(workspace, "state", "functions-local.tfstate");
    mkdirSync(dirname(prod), { recursive: true });
    writeFileSync(prod, "of prod");
    writeFileSync(ours, "{}");
    await started(run("--port", "0"));
    expect(existsSync(ours)).toBe(false);
    expect(readFileSync(prod, "utf8")).toBe("of prod");
  });

  describe("with --state", () => {
    const kept = () => join(workspace, "kept");
    const terraform = () => join(workspace, "state", "functions-local.tfstate");

    test("says what it keeps and what it doesn't, and keeps Terraform's state with its own, until it is reset", async () => {
      const first = run("--port", "0", "--state", kept());
      await started(first);
      expect(first.output.stderr).toMatch(
        /^It keeps its state in .*kept, but not: .*credentials of STS.*\.$/m,
      );
      writeFileSync(terraform(), "of the first");
      await end(first, "SIGTERM");

      // Without --state, nothing of it is seen, and nothing lost.
      const without = run("--port", "0");
      await started(without);
      expect(without.output.stderr).toContain(`it comes back with \`--state ${kept()}\``);
      expect(existsSync(terraform())).toBe(false);
      writeFileSync(terraform(), "of the one without");
      await end(without, "SIGTERM");

      const second = run("--port", "0", "--state", kept());
      const { endpoint } = await started(second);
      expect(readFileSync(terraform(), "utf8")).toBe("of the first");
      expect((await fetch(`${endpoint}/_local/reset`, { method: "POST" })).status).toBe(200);
      expect(existsSync(terraform())).toBe(false);
    });

    test("refuses a folder that another one has, and touches nothing", async () => {
      const first = run("--port", "0", "--state", kept());
      const { pid } = await started(first);
      const other = makeWorkspace();
      mkdirSync(join(other, "state"));
      writeFileSync(join(other, "state", "functions-local.tfstate"), "of another workspace");
      const second = runIn(other, "--port", "0", "--state", kept());
      expect(await second.exited).toBe(1);
      expect(second.output.stderr).toContain(`Another local AWS has its state in ${kept()} (process ${pid})`);
      expect(readFileSync(join(other, "state", "functions-local.tfstate"), "utf8")).toBe(
        "of another workspace",
      );
      await removeWorkspace(other);
    });

    test("lets go of the folder when it can't start, and refuses Terraform's own", async () => {
      const taken = createServer().listen(0, "127.0.0.1");
      await once(taken, "listening");
      const { port } = taken.address() as AddressInfo;
      expect(await run("--port", String(port), "--state", kept()).exited).toBe(1);
      taken.close();
      expect(existsSync(join(kept(), "holder.json"))).toBe(false);
      const own = run("--port", "0", "--state", join(workspace, "state"));
      expect(await own.exited).toBe(1);
      expect(own.output.stderr).toContain("is where Terraform's state is: name another folder");
    });
  });

  test.each(["--help", "-h"])(
    "%s prints every option on standard output, and starts nothing",
    async (flag) => {
      const help = run(flag);
      expect(await help.exited).toBe(0);
      for (const option of [
        "port",
        "workspace",
        "state",
        "log-level",
        "until-stdin-closes",
        "stop",
        "help",
      ]) {
        expect(help.output.stdout).toMatch(new RegExp(`^  --${option}\\b`, "m"));
      }
      expect(help.output.stderr).toBe("");
      expect(existsSync(join(workspace, "run"))).toBe(false);
    },
  );

  test("--log-level makes the emulators say more, or less", async () => {
    const debug = run("--port", "0", "--log-level", "debug");
    await started(debug);
    const log = () => readFileSync(join(workspace, "logs", "ministack.log"), "utf8");
    expect(log()).toContain("init completed");
    await end(debug, "SIGTERM");
    await started(run("--port", "0", "--log-level", "ERROR"));
    expect(log()).toBe("");
  });

  describe("that another program started", () => {
    /** A program that starts a local AWS, and lets it go or doesn't. */
    async function starter(...args: string[]) {
      const child = spawn(process.execPath, ["run.mjs", "__tests__/local-aws/starter.ts", ...args], {
        env: { ...process.env, SIGNED_LAMBDA_WORKSPACE: workspace },
        stdio: ["ignore", "pipe", "inherit"],
      });
      const exited = once(child, "exit");
      let said = "";
      child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
      expect(await eventually(() => said.includes("ready"), 60_000)).toBe(true);
      const { pid } = (await runningLocalAws(workspace))!;
      return { child, exited, pid, all: [pid, ...descendantsOf(pid)] };
    }

    test("ends with it, even when it is killed", async () => {
      const { child, exited, all } = await starter("wait");
      expect(all.length).toBeGreaterThanOrEqual(3);
      child.kill("SIGKILL");
      await exited;
      expect(await eventually(() => !all.some(isAlive))).toBe(true);
    });

    test("outlives it once it was let go, and --stop ends it", async () => {
      const { exited, pid, all } = await starter("outlive");
      expect(await exited).toEqual([0, null]);
      await new Promise((done) => setTimeout(done, 1_000));
      expect(await runningLocalAws(workspace)).toMatchObject({ pid });
      expect(await run("--stop").exited).toBe(0);
      expect(await eventually(() => !all.some(isAlive))).toBe(true);
    });
  });

  test("says in a sentence which port is taken, before it starts anything", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    const { port } = taken.address() as AddressInfo;
    const server = run("--port", String(port));
    expect(await server.exited).toBe(1);
    taken.close();
    expect(server.output.stderr.trim()).toMatch(new RegExp(`^Port ${port} is taken .* --port .*\\.$`));
    expect(server.output.stdout).toBe("");
  });

  test.each([
    [["--port", "http"], "--port: expected a number"],
    [["--port", "65536"], "--port: expected a number"],
    [["--log-level", "LOUD"], "DEBUG, INFO, WARNING, ERROR"],
    [["--unknown"], "--unknown"],
    [["--state", ""], "--state: expected a folder"],
  ])("refuses %j with its usage", async (args, message) => {
    const server = run(...args);
    expect(await server.exited).toBe(2);
    expect(server.output.stderr).toContain(message);
    expect(server.output.stderr).toContain("Usage: ");
  });
});

describe("the address of a running local AWS", () => {
  test.each([
    ["no file", undefined],
    ["half a file", '{"pid": 1'],
    ["an address where nothing answers", '{"pid": 1, "endpoint": "http://127.0.0.1:1"}'],
    ["one that still starts", '{"pid": 1}'],
  ])("is none with %s", async (_case, content) => {
    const workspace = mkdtempSync(join(tmpdir(), "local-aws-"));
    if (content !== undefined) {
      mkdirSync(join(workspace, "run"));
      writeFileSync(join(workspace, "run", "local-aws.json"), content);
    }
    expect(await runningLocalAws(workspace)).toBeUndefined();
    rmSync(workspace, { recursive: true });
  });
});
