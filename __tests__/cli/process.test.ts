import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { finished } from "node:stream/promises";
import * as yazl from "yazl";

jest.setTimeout(120_000);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cli-test-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Of this process, without anything that has to do with AWS. */
const WITHOUT_AWS = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("AWS_"))),
  AWS_EC2_METADATA_DISABLED: "true",
  AWS_MAX_ATTEMPTS: "1",
};

function start(args: readonly string[], environment: NodeJS.ProcessEnv = {}): ChildProcessWithoutNullStreams {
  const env = { ...WITHOUT_AWS, HOME: folder, ...environment };
  return spawn(process.execPath, ["bin/signed-lambda.js", ...args], { env, timeout: 100_000 });
}

async function run(args: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const child = start(args, environment);
  const closed = once(child, "close");
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = (await closed) as [number | null];
  return { code, stdout, stderr };
}

const KEYS = { AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" };

test("in a checkout it runs the sources, and says its version", async () => {
  const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
  expect(await run(["--version"])).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
});

test.each([
  [
    "no credentials: 19",
    ["verify", "claims", "--region", "eu-west-1"],
    {},
    19,
    /no AWS credentials.*aws sso login/,
  ],
  ["no Region: 2", ["list"], KEYS, 2, /Expected an AWS Region, got none\. Give --region/],
  [
    "nobody at the endpoint: 17",
    ["profile", "claims", "--region", "eu-west-1", "--endpoint-url", "http://127.0.0.1:9"],
    KEYS,
    17,
    /AWS Signer can't be reached.*--endpoint-url/,
  ],
  [
    "a Region without Signer: 17",
    ["profile", "claims", "--region", "xx-nowhere-1"],
    KEYS,
    17,
    /AWS Signer has no endpoint in the Region xx-nowhere-1.*not every Region has AWS Signer/,
  ],
  [
    "no such AWS profile: 19",
    ["list", "--profile", "nobody", "--region", "eu-west-1"],
    {},
    19,
    /credentials/,
  ],
])("%s, and a sentence instead of a stack trace", async (_, args, environment, code, sentence) => {
  const ran = await run(args, environment);
  expect(ran.stdout + ran.stderr).toMatch(sentence);
  expect(ran.stdout + ran.stderr).not.toMatch(/\n {4}at |node_modules|Warning/);
  expect(ran.code).toBe(code);
});

test("a package of 250 MB is verified piece by piece, without being held in memory", async () => {
  const path = join(folder, "large.zip");
  const zip = new yazl.ZipFile();
  // Lambda's limit, less what the name takes.
  const block = Buffer.alloc(1_000_000, "signed-lambda");
  for (let index = 0; index < 262; index++) zip.addBuffer(block, `${index}.bin`, { compress: false });
  zip.end();
  await finished(zip.outputStream.pipe(createWriteStream(path)));
  const hook = join(folder, "memory.cjs");
  writeFileSync(hook, `process.on("exit", () => console.error("KB", process.resourceUsage().maxRSS));`);
  const ran = await run(["verify", path], { NODE_OPTIONS: `--require ${hook}` });
  expect([ran.code, ran.stdout]).toEqual([10, expect.stringMatching(/package +2\d\d\.\d MB, unsigned/)]);
  const peaks = [...ran.stderr.matchAll(/KB (\d+)/g)].map(([, kilobytes]) => Number(kilobytes) / 1024);
  // Held whole it would be more than 300. That it takes less than 150 is the bench's to show: on a busy machine the
  // collector comes late.
  expect(Math.max(...peaks)).toBeLessThan(250);
  expect(peaks.length).toBeGreaterThan(0);
});

test("interrupted, it ends, and takes its temporary files away", async () => {
  // A Lambda whose package never comes to its end.
  let reached: () => void;
  const downloading = new Promise<void>((resolve) => (reached = resolve));
  const server = createServer((request, response) => {
    if (request.url === "/package") {
      response.write("PK");
      reached();
    } else {
      const { port } = server.address() as AddressInfo;
      const told = {
        Configuration: {
          FunctionName: "claims",
          FunctionArn: "arn:aws:lambda:eu-west-1:123456789012:function:claims",
        },
        Code: { Location: `http://127.0.0.1:${port}/package` },
      };
      response.end(JSON.stringify(told));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    const { port } = server.address() as AddressInfo;
    const temporary = mkdtempSync(join(folder, "tmp-"));
    const endpoint = `http://127.0.0.1:${port}`;
    const child = start(["verify", "claims", "--region", "eu-west-1", "--endpoint-url", endpoint], {
      ...KEYS,
      TMPDIR: temporary,
    });
    const closed = once(child, "close");
    await downloading;
    expect(readdirSync(temporary).filter((name) => name.startsWith("signed-lambda-"))).toHaveLength(1);
    child.kill("SIGINT");
    expect(await closed).toEqual([130, null]);
    expect(readdirSync(temporary).filter((name) => name.startsWith("signed-lambda-"))).toEqual([]);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
