import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { awsRoot } from "../../cli/trust/roots";
import { authority, CLAIMS, ITEMS, pack, repackSigned, sign } from "../signature/support";
import { type Ran, runCli, type RunOptions } from "./run-cli";

const NOW = new Date("2026-10-01T00:00:00Z");
const PUBLISHER = CLAIMS.signingProfileVersionArn;

let folder: string;
let signed: string;
let root: string;

const write = (name: string, content: Buffer | string): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
const verify = (args: readonly string[], options: RunOptions = {}): Promise<Ran> =>
  runCli(["verify", ...args], { now: NOW, ...options });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "cli-test-"));
  signed = write("signed.zip", await sign(await pack(ITEMS)));
  root = write("root.pem", (await authority()).rootCertificatePem);
});
afterAll(() => rmSync(folder, { recursive: true }));

test("0: sound, of a trusted root, as text", async () => {
  const ran = await verify([signed, "--trust-root", root]);
  expect([ran.code, ran.verdict, ran.stderr]).toEqual([0, `OK ${signed}: signed and trusted`, ""]);
  expect(ran.stdout).toMatch(/expires +2037-12-28T09:19:26Z \(in 4,106 days\)/);
  expect(ran.stdout).toMatch(/revocation +not asked/);
});

test("as JSON, on standard output alone; the verdict is on standard error, too", async () => {
  const ran = await verify([signed, "--trust-root", root, "--output", "json"]);
  expect(ran.json()).toMatchObject({
    outcome: "fine",
    exitCode: 0,
    targets: [
      {
        kind: "file",
        level: "strict",
        facts: {
          package: {
            signature: {
              signingJobArn: CLAIMS.signingJobArn,
              signingProfileVersionArn: PUBLISHER,
              signedAt: CLAIMS.signedAt.toISOString(),
              expiresAt: CLAIMS.expiresAt.toISOString(),
            },
          },
        },
      },
    ],
  });
  expect(ran.stderr).toBe(`${signed}: signed and trusted\n`);
  expect((await verify([signed, "--trust-root", root, "--output", "json", "--quiet"])).stderr).toBe("");
});

test("18: an unknown root is no pass", async () => {
  const ran = await verify([signed]);
  expect([ran.code, ran.verdict]).toEqual([18, `FAILED ${signed}: untrusted-root`]);
});

test("a root is trusted by its fingerprint alone, and another fingerprint is not trusted", async () => {
  const sha256 = createHash("sha256")
    .update((await authority()).rootCertificate)
    .digest("hex");
  const withColons = sha256.toUpperCase().match(/../g)!.join(":");
  const policy = (fingerprint: string) =>
    write("by-fingerprint.json", JSON.stringify({ version: 1, roots: [{ sha256: fingerprint }] }));
  expect((await verify([signed, "--policy", policy(withColons)])).code).toBe(0);
  expect((await verify([signed, "--policy", policy(sha256.replace(/^../, "00"))])).code).toBe(18);
});

test("the root of AWS that is known is pinned as it was measured", () => {
  expect(awsRoot()).toEqual({
    sha256: "41:02:20:A7:2B:BA:45:76:76:7B:A5:94:1B:69:4A:9B:DD:C4:08:17:F7:69:57:F6:91:9F:DA:C8:9A:78:49:C7"
      .replaceAll(":", "")
      .toLowerCase(),
    label: expect.stringMatching(/measured once by a third party/) as string,
  });
});

test.each([
  [PUBLISHER, 0],
  [PUBLISHER.replace(/\w{10}$/, "*"), 0],
  ["arn:aws:signer:*:123456789012:/signing-profiles/cl?ims/*", 0],
  ["arn:aws:signer:*:123456789012:/signing-profiles/claim/*", 12],
  ["arn:aws:signer:*:210987654321:/signing-profiles/claims/*", 12],
  // A star stays within its part.
  ["arn:aws:signer:*:/signing-profiles/claims/*", 2],
  ["arn:aws:signer:us-east-1:123456789012:/signing-profiles/claims", 2],
])("--publisher %s: %i", async (publisher, code) => {
  expect((await verify([signed, "--trust-root", root, "--publisher", publisher])).code).toBe(code);
});

test("13: expired, to the millisecond", async () => {
  const at = (time: number) => verify([signed, "--trust-root", root], { now: new Date(time) });
  expect((await at(CLAIMS.expiresAt.getTime() - 1)).code).toBe(0);
  const late = await at(CLAIMS.expiresAt.getTime());
  expect([late.code, late.stdout]).toEqual([13, expect.stringMatching(/expired at 2037-12-28T09:19:26Z/)]);
  expect((await verify([signed, "--trust-root", root, "--at", "5000d"])).code).toBe(13);
});

test("15: content that was changed, and bytes that are no ZIP", async () => {
  const changed = await repackSigned((items) =>
    items.map(([name, body]) => [name, name === "index.js" ? Buffer.from("other") : body]),
  );
  const ran = await verify([write("changed.zip", changed), "--trust-root", root]);
  expect([ran.code, ran.stdout]).toEqual([15, expect.stringMatching(/not what was signed/)]);
  expect((await verify([write("empty.zip", "")])).code).toBe(15);
  expect((await verify([write("text.zip", "hello")])).code).toBe(15);
});

test("10, 11 and 2: unsigned, missing, a folder", async () => {
  expect((await verify([write("unsigned.zip", await pack(ITEMS))])).code).toBe(10);
  expect((await verify([join(folder, "no-such.zip")])).code).toBe(11);
  mkdirSync(join(folder, "folder.zip"));
  expect((await verify([join(folder, "folder.zip")])).code).toBe(2);
});

test("several: each is judged, the gravest counts, and a proven fault goes before what can't be read", async () => {
  const missing = join(folder, "no-such.zip");
  const unsigned = write("unsigned.zip", await pack(ITEMS));
  const ran = await verify([missing, signed, unsigned, "--trust-root", root]);
  expect(ran.code).toBe(10);
  expect(ran.verdict).toBe(`FAILED 3 targets, not fine: ${missing} (not-found), ${unsigned} (unsigned)`);
});

test.each([
  ["strict", 10, 13],
  ["permissive", 10, 0],
  ["audit", 0, 0],
  ["skip", 0, 0],
])(
  "the level %s: %i for an unsigned file, %i for an expired one, never 0 for a changed one",
  async (level, ofUnsigned, ofExpired) => {
    const policy = write(
      "level.json",
      JSON.stringify({ version: 1, level, roots: ["aws", { certificate: "root.pem" }] }),
    );
    const unsigned = write("unsigned.zip", await pack(ITEMS));
    expect((await verify([unsigned, "--policy", policy])).code).toBe(ofUnsigned);
    expect((await verify([signed, "--policy", policy, "--at", "5000d"])).code).toBe(ofExpired);
    const broken = write("broken.zip", "hello");
    expect((await verify([broken, "--policy", policy])).code).toBe(level === "skip" ? 0 : 15);
  },
);

test("--publisher goes before the policy's publishers", async () => {
  const policy = write(
    "publishers.json",
    JSON.stringify({
      version: 1,
      publishers: [PUBLISHER.replace("/claims/", "/others/")],
      roots: [{ certificate: "root.pem" }],
    }),
  );
  expect((await verify([signed, "--policy", policy])).code).toBe(12);
  expect((await verify([signed, "--policy", policy, "--publisher", PUBLISHER])).code).toBe(0);
});

test.each([
  ["{", /can't be read/],
  [JSON.stringify({ version: 2 }), /version/],
  [JSON.stringify({ version: 1, level: "lax" }), /level/],
  [JSON.stringify({ version: 1, publishers: [] }), /publishers/],
  [JSON.stringify({ version: 1, publishers: ["*"] }), /signing profile version/],
  [JSON.stringify({ version: 1, roots: [{ sha256: "41:02" }] }), /roots/],
  [JSON.stringify({ version: 1, roots: [{ certificate: "no-such.pem" }] }), /no-such\.pem/],
  [JSON.stringify({ version: 1, functoins: [] }), /functoins/],
])("2: a policy that is none: %s", async (content, message) => {
  const ran = await verify([signed, "--policy", write("policy.json", content)]);
  expect([ran.code, ran.stderr]).toEqual([2, expect.stringMatching(message)]);
  expect(ran.stderr).not.toMatch(/ {4}at /);
});

test("2: --trust-root with a file that has no root", async () => {
  expect((await verify([signed, "--trust-root", write("no.pem", "hello")])).code).toBe(2);
  const { certificates } = await authority();
  const regional = Buffer.from(certificates[0]!).toString("base64");
  const pem = `-----BEGIN CERTIFICATE-----\n${regional}\n-----END CERTIFICATE-----\n`;
  const ran = await verify([signed, "--trust-root", write("regional.pem", pem)]);
  expect([ran.code, ran.stderr]).toEqual([2, expect.stringMatching(/to be roots/)]);
});

test("a name in a package or a file moves no terminal's cursor", async () => {
  const zip = await pack([["\u001b[2Jevil\u202e.js", "1"]]);
  const ran = await runCli(["inspect", write("evil\u001b[2J.zip", zip)]);
  expect(ran.code).toBe(0);
  expect(ran.stdout).not.toMatch(/[\u001b\u202e]/);
  expect(ran.stdout).toContain(String.raw`\u001b[2Jevil\u202e.js`);
});

test("colors only on a terminal, and not where they aren't wanted", async () => {
  const escape = "\u001b[";
  expect((await verify([signed], { terminal: true })).stdout).toContain(escape);
  expect((await verify([signed], { terminal: true })).stderr).toContain("Reading");
  expect((await verify([signed])).stdout).not.toContain(escape);
  expect((await verify([signed, "--no-color"], { terminal: true })).stdout).not.toContain(escape);
  const environment = { NO_COLOR: "1" };
  expect((await verify([signed], { terminal: true, environment })).stdout).not.toContain(escape);
  expect((await verify([signed, "--quiet"], { terminal: true })).stderr).toBe("");
});

describe("inspect", () => {
  test("shows a package as a tree", async () => {
    const ran = await runCli(["inspect", signed], { now: NOW });
    expect(ran.stdout).toMatch(
      /^signed\.zip \([\d,]+ bytes\)\n├── digest [0-9a-f]{96}\n├── signature META_INF/,
    );
    expect(ran.stdout).toContain(`│   ├── job ${CLAIMS.signingJobArn}\n│   ├── publisher ${PUBLISHER}\n`);
    expect(ran.stdout).toContain(`└── 6 entries, `);
    expect([ran.code, ran.verdict]).toEqual([0, `OK ${signed}: signed`]);
  });

  test("0 for an unsigned package; the first entries, or all", async () => {
    const items = Array.from({ length: 30 }, (_, index) => [`file-${index}.js`, "1"] as const);
    const path = write("many.zip", await pack(items));
    const few = await runCli(["inspect", path]);
    expect([few.code, few.stdout]).toEqual([0, expect.stringMatching(/└── and 10 more \(--all-entries\)/)]);
    expect((await runCli(["inspect", path, "--all-entries"])).stdout).toContain("file-29.js");
    expect((await runCli(["inspect", path, "--output", "json"])).json().entries).toHaveLength(30);
  });
});
