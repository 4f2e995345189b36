import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";

/** Where the tests install the emulators; the first run takes about a minute, the next nothing. */
export const WORKSPACE = ".local";

/**
 * Runs a Python script with boto3, a client that shares no line with ours. The script has `client(service)` and sets
 * `result`, which comes back as JSON.
 */
export async function boto3(endpoint: string, script: string): Promise<unknown> {
  const prelude = `
import boto3, json, sys
from botocore.config import Config
from botocore.exceptions import ClientError
def client(service, **more):
    config = Config(s3={"addressing_style": "path"}, retries={"max_attempts": 1}, **more)
    return boto3.client(service, endpoint_url="${endpoint}", region_name="us-east-1", config=config,
                        aws_access_key_id="test", aws_secret_access_key="test")
result = None
`;
  const child = spawn(join(WORKSPACE, "python", "bin", "python"), ["-I", "-"], { timeout: 60_000 });
  const closed = once(child, "close");
  child.stdin.end(`${prelude}${script}\nprint(json.dumps(result, default=str))`);
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = (await closed) as [number | null];
  if (code !== 0) {
    throw new Error(`The boto3 script ended with ${code}:\n${stderr}`);
  }
  return JSON.parse(stdout) as unknown;
}
