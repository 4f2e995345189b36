import { execFileSync } from "node:child_process";
import { installEmulators } from "../../../local-aws/emulators";
import { boto3, WORKSPACE } from "../boto3-client";
import { end, makeWorkspace, removeWorkspace, run, started } from "../command";
import { START_TIMEOUT } from "../signer/harness";

/** Memory of a process, without its children's, in MB. */
const memoryOf = (pid: number): number =>
  (Number(execFileSync("ps", ["-o", "rss=", "-p", String(pid)], { encoding: "utf8" })) * 1024) / 1e6;

test(
  "a package of 120 MB in an unversioned bucket costs no memory",
  async () => {
    await installEmulators({ workspace: WORKSPACE });
    const workspace = makeWorkspace();
    const localAws = run(workspace, "--port", "0");
    try {
      const { endpoint, pid } = await started(localAws, workspace);
      let most = 0;
      const watching = setInterval(() => (most = Math.max(most, memoryOf(pid))), 100);
      const deployed = await boto3(
        endpoint,
        `
import base64, hashlib, io, random, zipfile
noise = random.Random(1).randbytes(120_000_000)
held = io.BytesIO()
with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as archive:
    archive.writestr("index.js", "exports.handler = async () => 1")
    archive.writestr("large.bin", noise)
s3, functions = client("s3"), client("lambda")
s3.create_bucket(Bucket="plain")
s3.put_object(Bucket="plain", Key="large.zip", Body=held.getvalue())
made = functions.create_function(FunctionName="large", Role="arn:aws:iam::123456789012:role/any", Runtime="nodejs22.x",
    Handler="index.handler", Code={"S3Bucket": "plain", "S3Key": "large.zip"})
result = made["CodeSha256"] == base64.b64encode(hashlib.sha256(held.getvalue()).digest()).decode()
`,
      );
      clearInterval(watching);
      expect(deployed).toBe(true);
      expect(most).toBeGreaterThan(30);
      expect(most).toBeLessThan(200);
    } finally {
      await end(localAws, "SIGTERM");
      await removeWorkspace(workspace);
    }
  },
  START_TIMEOUT,
);
