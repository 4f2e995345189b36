import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startLocalAws, type LocalAws } from "../../local-aws";
import { boto3, WORKSPACE } from "../local-aws/boto3-client";
import {
  pack,
  runWith,
  SIGNATURE_FILE,
  signatureOf,
  PYTHON_CONTENT_DIGEST,
  unpack,
} from "../signature/support";
import { testWith } from "../test-with";
import { PRELUDE } from "./boto3-prelude";
import { type Ran, runCli, type RunOptions } from "./run-cli";

jest.setTimeout(300_000);

let localAws: LocalAws;
let folder: string;
let root: string;
const keptEnvironment = { ...process.env };

const python = (script: string) => boto3(localAws.endpoint, PRELUDE + script);

const cli = (args: readonly string[], options: RunOptions = {}): Promise<Ran> =>
  runCli(args, { environment: process.env, ...options });
const trusted = (...args: string[]) => cli(["verify", ...args, "--trust-root", root]);

async function fault(rule: object): Promise<void> {
  const added = await fetch(`${localAws.endpoint}/_local/faults`, {
    method: "POST",
    body: JSON.stringify(rule),
  });
  expect(added.status).toBe(201);
}

let jobs: Record<string, string>;

beforeAll(async () => {
  localAws = await startLocalAws({ workspace: WORKSPACE });
  folder = mkdtempSync(join(tmpdir(), "cli-test-"));
  root = join(folder, "root.pem");
  writeFileSync(root, localAws.rootCertificate);
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: localAws.endpoint,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_REGION: "us-east-1",
    AWS_MAX_ATTEMPTS: "2",
  });
  delete process.env.AWS_PROFILE;
  jobs = (await python(`
s3.create_bucket(Bucket="artifacts")
s3.put_bucket_versioning(Bucket="artifacts", VersioningConfiguration={"Status": "Enabled"})
s3.create_bucket(Bucket="unversioned")
for name in ["publisher", "other", "to_revoke", "to_cancel"]:
    signer.put_signing_profile(profileName=name, platformId="AWSLambda-SHA384-ECDSA")
signer.put_signing_profile(profileName="for_a_day", platformId="AWSLambda-SHA384-ECDSA", signatureValidityPeriod={"type": "DAYS", "value": 1})
enforced = config("Enforce", "publisher", "for_a_day", "to_revoke")
warned = config("Warn", "publisher")
signed, other, day = sign("publisher"), sign("other"), sign("for_a_day")
revoked, by_revoked = sign("publisher", "exports.handler = async () => 2;"), sign("to_revoke")
create("enforced", code(signed), enforced)
create("warned", code(signed), warned)
create("without-config", code(signed))
create("unsigned", {"ZipFile": package("exports.handler = async () => 1;")}, warned)
create("other-publisher", code(other), warned)
create("expiring", code(day), enforced)
create("revoked", code(revoked), enforced)
create("by-revoked", code(by_revoked), enforced)
def layer(name, content):
    return functions.publish_layer_version(LayerName=name, Content=content)["LayerVersionArn"]
layers = [layer("signed-layer", code(signed)), layer("unsigned-layer", {"ZipFile": package("exports.x = 1;")})]
create("signed-layered", code(signed), enforced, Layers=[layers[0]])
create("unsigned-layered", code(signed), warned, Layers=[layers[1]])
result = {"signed": signed["jobId"], "revoked": revoked["jobId"], "layer": layers[0], "publisher": version_arn("publisher"), "config": enforced}
`)) as Record<string, string>;
});

afterAll(async () => {
  process.env = keptEnvironment;
  if (folder) rmSync(folder, { recursive: true });
  await localAws?.stop();
});
afterEach(() => fetch(`${localAws.endpoint}/_local/faults`, { method: "DELETE" }));

describe("verify of a function", () => {
  test("0: signed, trusted and enforced, as text with the verdict last", async () => {
    const ran = await trusted("enforced");
    expect(ran.verdict).toBe("OK enforced: signed, trusted and enforced");
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain(jobs.publisher);
    expect(ran.stdout).toMatch(/job status +Succeeded, not revoked/);
    expect(ran.stdout).toMatch(
      /config +Enforce, arn:aws:lambda:us-east-1:123456789012:code-signing-config:csc-/,
    );
  });

  test("the same as JSON, by its ARN, with a version, and with its layer", async () => {
    const arn = "arn:aws:lambda:us-east-1:123456789012:function:signed-layered";
    const ran = await trusted(arn, "signed-layered:$LATEST", jobs.layer!, "--output", "json");
    expect(ran.json()).toMatchObject({
      outcome: "fine",
      exitCode: 0,
      targets: [
        {
          kind: "function",
          findings: [],
          facts: {
            package: {
              value: {
                status: "signed",
                signature: { signingJobArn: expect.stringContaining(jobs.signed!) as string },
              },
            },
            layers: [{ value: { arn: jobs.layer, package: { value: { status: "signed" } } } }],
          },
        },
        { kind: "function", outcome: "fine" },
        { kind: "layer", outcome: "fine" },
      ],
    });
    expect(ran.code).toBe(0);
  });

  test.each([
    [10, "unsigned", /no signature/],
    [11, "no-such-function", /function 'no-such-function' in us-east-1.*write \.\/no-such-function/],
    [12, "other-publisher", /signing-profiles\/other\/\w{10}, which the function's code signing config/],
    [16, "warned", /says Warn: unsigned code can be deployed/],
    [16, "without-config", /no code signing config/],
    [
      10,
      "unsigned-layered",
      /layer arn:aws:lambda:us-east-1:123456789012:layer:unsigned-layer:1: It has no signature/,
    ],
  ])("%i: %s", async (code, name, message) => {
    const ran = await trusted(name);
    expect(ran.stdout).toMatch(message);
    expect(ran.code).toBe(code);
    expect(ran.verdict).toMatch(new RegExp(`^FAILED ${name}: `));
  });

  test("12: a publisher that the call doesn't allow", async () => {
    const allowed = jobs.publisher!.replace("/publisher/", "/another/");
    const ran = await trusted("enforced", "--publisher", allowed);
    expect(ran.code).toBe(12);
    expect((await trusted("enforced", "--publisher", jobs.publisher!.replace(/\w{10}$/, "*"))).code).toBe(0);
  });

  test("13: two days later, and 0 when the policy is permissive", async () => {
    expect((await trusted("expiring")).code).toBe(0);
    const later = await trusted("expiring", "--at", "2d");
    expect(later.stdout).toMatch(/expired: Its signature expired at/);
    expect(later.code).toBe(13);

    const policy = join(folder, "permissive.json");
    const functions = [{ pattern: "expir*", level: "permissive" }];
    writeFileSync(policy, JSON.stringify({ version: 1, functions, roots: [{ certificate: "root.pem" }] }));
    const tolerated = await cli(["verify", "expiring", "--at", "2d", "--policy", policy]);
    expect(tolerated.verdict).toBe("OK expiring: fine at the level permissive, which tolerates: expired");
    expect(tolerated.code).toBe(0);
  });

  test("15: what Lambda hands out is not what it reports", async () => {
    const { arn, endpoint, stop } = await lying();
    try {
      const ran = await cli(["verify", arn, "--trust-root", root, "--endpoint-url", endpoint]);
      expect(ran.stdout).toMatch(/What was downloaded is not what Lambda reports: expected CodeSha256/);
      expect(ran.code).toBe(15);
    } finally {
      stop();
    }
  });

  test("17: access denied on one API only: the rest is judged, what is missing is listed", async () => {
    await fault({ kind: "access-denied", service: "lambda", operation: "GetFunctionCodeSigningConfig" });
    const ran = await trusted("enforced");
    expect(ran.code).toBe(17);
    expect(ran.stdout).toMatch(/Not known: lambda:GetFunctionCodeSigningConfig\. No permission for/);
    expect(ran.stdout).toMatch(/signed, its content is what was signed/);
    // A proven fault goes before what isn't known.
    expect((await trusted("unsigned")).code).toBe(10);
  });

  test("18: a local AWS's root is not trusted in silence; the message says how to get it", async () => {
    const ran = await cli(["verify", "enforced"]);
    expect(ran.code).toBe(18);
    expect(ran.stdout).toContain(`curl -fsS ${localAws.endpoint}/_local/root-certificate -o local-root.pem`);
  });

  test("19: the function itself can't be read", async () => {
    await fault({ kind: "access-denied", service: "lambda", operation: "GetFunction" });
    const ran = await trusted("enforced");
    expect(ran.stdout).toMatch(
      /access-denied: No permission for lambda:GetFunction on the function 'enforced'/,
    );
    expect(ran.code).toBe(19);
  });

  test("17: too many requests, also after waiting", async () => {
    await fault({ kind: "throttle", service: "signer", operation: "DescribeSigningJob" });
    const ran = await trusted("enforced");
    expect(ran.stdout).toMatch(/Not known: signer:DescribeSigningJob\. AWS refused .* as too many requests/);
    expect(ran.code).toBe(17);
  });

  test("several: each is judged, and the exit code is the gravest one's", async () => {
    const ran = await trusted("enforced", "warned", "unsigned", "no-such-function");
    expect(ran.verdict).toBe(
      "FAILED 4 targets, not fine: warned (not-enforced), unsigned (unsigned), no-such-function (not-found)",
    );
    expect(ran.code).toBe(10);
  });

  test("skip asks nobody", async () => {
    const policy = join(folder, "skip.json");
    writeFileSync(policy, JSON.stringify({ version: 1, level: "skip" }));
    const ran = await cli(["verify", "no-such-function", "--policy", policy]);
    expect([ran.code, ran.verdict]).toEqual([0, "OK no-such-function: skipped, as the trust policy says"]);
  });
});

/** A front that hands out the signed package with another byte at its end, as nobody but Lambda could. */
async function lying(): Promise<{ arn: string; endpoint: string; stop: () => void }> {
  const server = createServer((request, response) => {
    void (async () => {
      const url = `${localAws.endpoint}${request.url}`;
      const headers = request.headers as Record<string, string>;
      const answer = await fetch(url, { headers });
      let body = Buffer.from(await answer.arrayBuffer());
      if (request.url?.startsWith("/package")) {
        body = Buffer.from(await pack([["index.js", "exports.handler = async () => 'other';"]]));
      } else if (body.includes('"Location"')) {
        const told = JSON.parse(body.toString()) as { Code: { Location: string } };
        told.Code.Location = `http://127.0.0.1:${(server.address() as AddressInfo).port}/package`;
        body = Buffer.from(JSON.stringify(told));
      }
      response.writeHead(request.url === "/package" ? 200 : answer.status, {
        "content-type": "application/json",
      });
      response.end(body);
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    arn: "arn:aws:lambda:us-east-1:123456789012:function:enforced",
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => server.close(),
  };
}

describe("sign", () => {
  const sign = (target: string, ...more: string[]) =>
    cli(["sign", target, "--signing-profile", "publisher", "--bucket", "artifacts", ...more]);

  async function zipFile(name: string, content: Buffer): Promise<string> {
    const path = join(folder, name);
    writeFileSync(path, content);
    return Promise.resolve(path);
  }

  test("a folder: the same bytes each time; what comes back is verified by openssl, too", async () => {
    const source = join(folder, "source");
    mkdirSync(source);
    writeFileSync(join(source, "index.js"), "exports.handler = async () => 'by hand';");
    const out = join(folder, "out.zip");
    const [first, second] = [await sign(source, "--out", out), await sign(source, "--output", "json")];
    expect(first.verdict).toMatch(/^OK .*source: signed by job [0-9a-f-]{36}$/);
    expect([first.code, second.code]).toEqual([0, 0]);
    const key = /s3:\/\/artifacts\/(unsigned\/source-[0-9a-f]{64}\.zip)/.exec(first.stderr)![1];
    expect(second.json()).toMatchObject({
      unsignedObject: { key },
      signedObject: {
        bucket: "artifacts",
        key: expect.stringMatching(/^signed\/source\/[0-9a-f-]{36}\.zip$/) as string,
      },
    });
    expect((await unpack(readFileSync(out))).map(([name]) => name)).toEqual([
      "index.js",
      "META_INF/",
      SIGNATURE_FILE,
    ]);
    expect((await trusted(out, "--publisher", jobs.publisher!)).code).toBe(0);
  });

  testWith(
    "openssl",
    "openssl agrees with verify: on a signed package, and on one that was changed",
    async () => {
      const path = await zipFile("by-openssl.zip", await pack([["index.js", "exports.x = 1;"]]));
      const out = join(folder, "by-openssl-signed.zip");
      expect((await sign(path, "--out", out)).code).toBe(0);
      const signed = readFileSync(out);
      const entries = await unpack(signed);
      const changed = await pack(
        entries.map(([name, body]) => [name, name === "index.js" ? Buffer.from("exports.x = 2;") : body]),
      );
      const byOpenssl = async (zip: Buffer): Promise<boolean> => {
        const { pem } = await signatureOf(zip);
        const python = join(process.cwd(), WORKSPACE, "python", "bin", "python");
        const digest = runWith({ "a.zip": zip }, python, "-c", PYTHON_CONTENT_DIGEST);
        const files = {
          "content.bin": Buffer.from(digest, "hex"),
          "signature.pem": pem,
          "root.pem": localAws.rootCertificate,
        };
        try {
          runWith(
            files,
            "openssl",
            "cms",
            "-verify",
            "-inform",
            "PEM",
            "-in",
            "signature.pem",
            "-content",
            "content.bin",
            "-binary",
            "-CAfile",
            "root.pem",
            "-purpose",
            "any",
            "-out",
            "verified.bin",
          );
          return true;
        } catch {
          return false;
        }
      };
      const ours = async (zip: Buffer) => (await trusted(await zipFile("judged.zip", zip))).code;
      expect([await byOpenssl(signed), await ours(signed)]).toEqual([true, 0]);
      expect([await byOpenssl(changed), await ours(changed)]).toEqual([false, 15]);
    },
  );

  test("2: an already signed package is refused before it is uploaded", async () => {
    const path = await zipFile("once.zip", await pack([["index.js", "exports.once = 1;"]]));
    const out = join(folder, "signed-once.zip");
    expect((await sign(path, "--out", out)).code).toBe(0);
    const before = await python(`result = s3.list_object_versions(Bucket="artifacts")["Versions"].__len__()`);
    const ran = await sign(out);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toMatch(/already has a signature/);
    expect(await python(`result = s3.list_object_versions(Bucket="artifacts")["Versions"].__len__()`)).toBe(
      before,
    );
  });

  test("1 or 19: a job that fails, with Signer's reason", async () => {
    const path = await zipFile("fails.zip", await pack([["index.js", "exports.fails = 1;"]]));
    await fault({ kind: "failed-jobs", reason: "Service is unavailable.", times: 1 });
    const failed = await sign(path);
    expect(failed.stderr).toMatch(/job [0-9a-f-]{36} failed\. Signer says: Service is unavailable\./);
    expect(failed.code).toBe(1);
    await fault({ kind: "failed-jobs", reason: "S3 Error Code: AccessDenied", times: 1 });
    expect((await sign(path)).code).toBe(19);
  });

  test("a job that isn't found at first is waited for; one that takes too long is not", async () => {
    const path = await zipFile("slow.zip", await pack([["index.js", "exports.slow = 1;"]]));
    await fault({ kind: "new-jobs-not-found", describes: 2 });
    expect((await sign(path)).code).toBe(0);
    await fault({ kind: "slow-jobs", milliseconds: 9_000, times: 1 });
    const ran = await sign(path, "--timeout", "1");
    expect(ran.stderr).toMatch(/hasn't ended after 1 seconds.*signed-lambda inspect [0-9a-f-]{36}/);
    expect(ran.code).toBe(17);
  });

  test("2: a bucket without versions, an unknown profile's 11, a folder without a file", async () => {
    const path = await zipFile("plain.zip", await pack([["index.js", "exports.plain = 1;"]]));
    const unversioned = await cli([
      "sign",
      path,
      "--signing-profile",
      "publisher",
      "--bucket",
      "unversioned",
    ]);
    expect(unversioned.stderr).toMatch(/put-bucket-versioning --bucket unversioned/);
    expect(unversioned.code).toBe(2);
    const unknown = await cli(["sign", path, "--signing-profile", "nobody", "--bucket", "artifacts"]);
    expect([unknown.code, unknown.stderr]).toEqual([11, expect.stringMatching(/signing profile 'nobody'/)]);
    const empty = join(folder, "empty");
    mkdirSync(empty);
    expect((await sign(empty)).code).toBe(2);
    const noBucket = await cli([
      "sign",
      path,
      "--signing-profile",
      "publisher",
      "--bucket",
      "no-such-bucket",
    ]);
    expect([noBucket.code, noBucket.stderr]).toEqual([11, expect.stringMatching(/bucket 'no-such-bucket'/)]);
  });

  test("15: a truncated ZIP", async () => {
    const whole = await pack([["index.js", "exports.handler = 1;".repeat(100)]]);
    const path = await zipFile("truncated.zip", whole.subarray(0, whole.length - 30));
    for (const ran of [await sign(path), await cli(["inspect", path]), await trusted(path)]) {
      expect(ran.code).toBe(15);
      expect(ran.stdout + ran.stderr).not.toMatch(/ {4}at /);
    }
  });

  test("19: S3 denies the upload", async () => {
    await fault({ kind: "access-denied", service: "s3", operation: "PutObject", bucket: "artifacts" });
    const path = await zipFile("denied.zip", await pack([["index.js", "exports.denied = 1;"]]));
    const ran = await sign(path);
    expect(ran.stderr).toMatch(/No permission for s3:PutObject on the bucket 'artifacts'/);
    expect(ran.code).toBe(19);
  });

  test("a file that can't be read", async () => {
    const path = await zipFile("unreadable.zip", await pack([["index.js", "1"]]));
    chmodSync(path, 0o000);
    // Root reads everything.
    expect((await trusted(path)).code).toBe(process.getuid?.() === 0 ? 10 : 19);
    expect((await sign(join(folder, "no-such.zip"))).code).toBe(11);
  });
});

describe("list", () => {
  const names = (ran: Ran) => (ran.json().functions as { name: string }[]).map(({ name }) => name).sort();
  const list = (...args: string[]) => cli(["list", "--output", "json", ...args]);

  test("every function with config, policy, publisher, job and expiry", async () => {
    const ran = await list();
    const { functions } = ran.json() as { functions: Record<string, unknown>[] };
    expect(functions.length).toBe(10);
    expect(functions.find(({ name }) => name === "enforced")).toMatchObject({
      signingProfileVersionArn: jobs.publisher,
      signingJobArn: expect.stringContaining(jobs.signed!) as string,
      codeSigningConfig: { arn: jobs.config, policy: "Enforce" },
      expiresAt: expect.stringMatching(/^20\d\d-/) as string,
    });
    expect(functions.find(({ name }) => name === "without-config")).toMatchObject({
      codeSigningConfig: null,
    });
    expect(ran.code).toBe(0);
  });

  test("filters", async () => {
    expect(names(await list("--unsigned"))).toEqual(["unsigned"]);
    expect(names(await list("--signed")).length).toBe(9);
    expect(names(await list("--signed", "--unsigned"))).toEqual([]);
    const warned = ["other-publisher", "unsigned", "unsigned-layered", "warned", "without-config"];
    expect(names(await list("--warn"))).toEqual(warned);
    expect(names(await list("--expires-before", "90d"))).toEqual(["expiring"]);
    expect(names(await list("--signing-profile", "other"))).toEqual(["other-publisher"]);
    expect((await list("--expires-before", "soon")).code).toBe(2);
  });

  test("as a table and as CSV", async () => {
    const table = await cli(["list", "--signing-profile", "other"]);
    expect(table.stdout).toMatch(
      /^FUNCTION +POLICY +SIGNED BY +JOB +EXPIRES +CONFIG\nother-publisher +Warn +other\/\w{10} /,
    );
    expect(table.verdict).toBe("OK 1 function of 10 in us-east-1");
    const csv = await cli(["list", "--csv", "--unsigned", "--output-file", join(folder, "list.csv")]);
    expect(csv.stdout).toBe("");
    expect(readFileSync(join(folder, "list.csv"), "utf8")).toMatch(
      /^FUNCTION,POLICY,SIGNED BY,JOB,EXPIRES,CONFIG\r\nunsigned,Warn,,,,csc-\w+\r\n$/,
    );
  });

  test("asks for no function's config by itself, where the listings are allowed", async () => {
    await fault({ kind: "access-denied", service: "lambda", operation: "GetFunctionCodeSigningConfig" });
    expect((await list("--warn")).code).toBe(0);
    const { faults } = (await (await fetch(`${localAws.endpoint}/_local/faults`)).json()) as {
      faults: { struck: number }[];
    };
    expect(faults[0]?.struck).toBe(0);
  });

  test("where they aren't, each function is asked; what can't be read is listed, and shown by no filter's grace", async () => {
    await fault({ kind: "access-denied", service: "lambda", operation: "ListFunctionsByCodeSigningConfig" });
    expect(names(await list("--warn"))).toEqual([
      ...["other-publisher", "unsigned", "unsigned-layered", "warned", "without-config"],
    ]);
    await fault({ kind: "access-denied", service: "lambda", operation: "GetFunctionCodeSigningConfig" });
    const ran = await list("--warn");
    expect(names(ran).length).toBe(10);
    expect(ran.json().unread).toHaveLength(10);
    expect(ran.code).toBe(17);
  });
});

describe("profile and inspect JOB", () => {
  test("0: an active profile, with its jobs", async () => {
    const ran = await cli(["profile", "other", "--output", "json"]);
    expect(ran.json()).toMatchObject({
      exitCode: 0,
      profile: { status: "Active", signatureValidityPeriod: { value: 135, type: "MONTHS" } },
      permissions: [],
      jobs: { count: 1, succeeded: 1, failed: 0, successRate: 1, isAll: true },
    });
  });

  test("who may sign with it", async () => {
    await python(
      `signer.add_profile_permission(profileName="other", action="signer:StartSigningJob", principal="210987654321", statementId="ci")`,
    );
    const ran = await cli(["profile", "other"]);
    expect(ran.stdout).toMatch(/210987654321 may signer:StartSigningJob/);
  });

  test("14, 11, 17 and 2: canceled, unknown, not all readable, no name", async () => {
    await python(`signer.cancel_signing_profile(profileName="to_cancel")`);
    const canceled = await cli(["profile", "to_cancel"]);
    expect([canceled.code, canceled.verdict]).toEqual([
      14,
      "FAILED signing profile to_cancel: Canceled, it can't sign",
    ]);
    expect((await cli(["profile", "nobody"])).code).toBe(11);
    await fault({ kind: "access-denied", service: "signer", operation: "ListSigningJobs" });
    expect((await cli(["profile", "publisher"])).code).toBe(17);
    expect((await cli(["profile", "no-name"])).code).toBe(2);
  });

  test("what a job says", async () => {
    const ran = await cli(["inspect", jobs.signed!]);
    expect(ran.stdout).toMatch(/├── status Succeeded/);
    expect(ran.stdout).toMatch(/├── read s3:\/\/artifacts\/unsigned\.zip, version /);
    expect(ran.verdict).toBe(`OK signing job ${jobs.signed}: Succeeded`);
    expect((await cli(["inspect", "0af5b0a8-3a94-4a29-8e5d-1d2b2b9a3c11"])).code).toBe(11);
  });
});

// Last, for it changes what the others look at.
describe("revoke", () => {
  const revokedAt = (job: string) =>
    python(`result = "revocationRecord" in signer.describe_signing_job(jobId="${job}")`);

  test("2: nobody to confirm, no reason: nothing is asked or revoked", async () => {
    const job = jobs.revoked!;
    for (const args of [[], ["--yes"], ["--reason", "leaked"]]) {
      expect((await cli(["revoke", "job", job, ...args])).code).toBe(2);
    }
    expect(await revokedAt(job)).toBe(false);
  });

  test("--dry-run shows what is deployed from it, layers too, and revokes nothing", async () => {
    const ran = await cli(["revoke", "job", jobs.signed!, "--dry-run", "--output", "json"]);
    const deployed = ran.json().deployed as { kind: string; arn: string }[];
    const arns = deployed.map(({ kind, arn }) => `${kind} ${arn.split(":").slice(6).join(":")}`);
    expect(new Set(arns)).toEqual(
      new Set([
        ...["enforced", "warned", "without-config", "signed-layered", "unsigned-layered"].map(
          (name) => `function ${name}:$LATEST`,
        ),
        "layer of function signed-layered:$LATEST",
        "layer signed-layer:1",
      ]),
    );
    expect(await revokedAt(jobs.signed!)).toBe(false);
  });

  test("a person who types something else revokes nothing; who types the job does", async () => {
    const job = jobs.revoked!;
    const other = await cli(["revoke", "job", job], { typed: ["leaked", "yes"] });
    expect(other.stderr).toMatch(/Deployed in us-east-1[^]*revoked:\$LATEST[^]*Nothing was revoked/);
    expect([other.code, await revokedAt(job)]).toEqual([2, false]);

    const nobody = await cli(["revoke", "job", job], { typed: ["leaked"] });
    expect([nobody.code, await revokedAt(job)]).toEqual([2, false]);
    expect(nobody.stderr).toMatch(/Nothing was revoked: nobody confirmed/);
    expect((await cli(["revoke", "job", job], { typed: ["x".repeat(501)] })).code).toBe(2);

    const ran = await cli(["revoke", "job", job, "--no-color"], { typed: ["a secret got in", job] });
    expect(ran.verdict).toMatch(/^OK the signature of the signing job .*: revoked; 1 deployment affected$/);
    expect(
      await python(`result = signer.describe_signing_job(jobId="${job}")["revocationRecord"]["reason"]`),
    ).toBe("a secret got in");
    const again = await cli(["revoke", "job", job, "--yes", "--reason", "again"]);
    expect([again.code, again.verdict]).toEqual([0, expect.stringMatching(/was revoked before$/)]);
  });

  test("14: what verify says of what was deployed from it, and what list shows", async () => {
    const ran = await trusted("revoked");
    expect(ran.stdout).toMatch(/revoked: Its signing job .* was revoked at .*: a secret got in\./);
    expect(ran.code).toBe(14);
    expect((await cli(["list"])).stdout).toContain(`${jobs.revoked} (revoked)`);
  });

  test("a profile: what was signed before stays trusted, what was signed after doesn't", async () => {
    const early = "2020-01-01T00:00:00Z";
    const now = await cli(["revoke", "profile", "to_revoke", "--dry-run", "--output", "json"], {
      now: new Date(Date.now() + 60_000),
    });
    expect(now.json().deployed).toMatchObject([{ staysTrusted: true }]);
    const args = ["revoke", "profile", "to_revoke", "--yes", "--reason", "stolen", "--effective-from", early];
    const ran = await cli([...args, "--output", "json"]);
    expect(ran.json()).toMatchObject({ exitCode: 0, revoked: true, deployed: [{ staysTrusted: false }] });
    expect((await trusted("by-revoked")).code).toBe(14);
    expect((await cli(["profile", "to_revoke"])).code).toBe(14);
    expect((await cli(["revoke", "profile", "to_revoke", "--dry-run", "--effective-from", "1d"])).code).toBe(
      2,
    );
  });

  test("17: revoked, though what is deployed from it couldn't all be found out", async () => {
    const job = (await python(`result = sign("publisher", "exports.handler = 3;")["jobId"]`)) as string;
    await fault({ kind: "access-denied", service: "lambda", operation: "ListLayers" });
    const ran = await cli(["revoke", "job", job, "--yes", "--reason", "test"]);
    expect(ran.stdout).toMatch(/not known lambda:ListLayers/);
    expect([ran.code, await revokedAt(job)]).toEqual([17, true]);
  });
});

test("nothing is left behind in the temporary folder", () => {
  const left = execFileSync("ls", [tmpdir()], { encoding: "utf8" });
  expect(left.split("\n").filter((name) => name.startsWith("signed-lambda-"))).toEqual([]);
  expect(existsSync(root)).toBe(true);
});
