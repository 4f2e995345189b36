import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Report } from "../../rehearsal/report";
import { runCommand, type CommandResult } from "../../toolchain";
import { ownWorkspace, type OwnWorkspace } from "./own-workspace";

const TWENTY_MINUTES = 20 * 60_000;

// As users of AWS pasted them into bug reports.
const NOT_CONFIGURED =
  "Lambda cannot deploy the function. The function or layer might be signed using a signature that the client is " +
  "not configured to accept. Check the provided signature for ";
const NOT_PROPERLY_SIGNED =
  "Lambda cannot deploy the function. The function or layer code is not properly signed. This can mean that the code " +
  "was signed incorrectly or modified after it was signed. Check the provided signature for ";

describe("npm start", () => {
  let own: OwnWorkspace;
  let result: CommandResult;
  let report: Report;

  beforeAll(async () => {
    own = await ownWorkspace("main-job");
    const file = join(own.directory, "report.json");
    result = await runCommand("npm", ["start", "--", "--report", file], {
      env: own.environment,
      timeoutMs: TWENTY_MINUTES,
    });
    report = JSON.parse(await readFile(file, "utf8")) as Report;
  }, TWENTY_MINUTES);
  afterAll(() => own.remove());

  test("takes every step", () => {
    expect(report.steps.map(({ name, ok }) => [name, ok])).toEqual(
      [
        "provider",
        "install",
        "start",
        "synth",
        "apply",
        "verify",
        "invoke",
        "attacks",
        "second-plan",
        "code-change",
        "destroy",
      ].map((name) => [name, true]),
    );
  });

  test("finds both functions signed and enforced, each by a job of its own", () => {
    expect(report.functions.map(({ name, verdict }) => [name, verdict])).toEqual([
      ["signed-lambda-local-submit-claim", "signed and enforced"],
      ["signed-lambda-local-signing-profile-health", "signed and enforced"],
    ]);
    expect(new Set(report.functions.map(({ signingJobArn }) => signingJobArn)).size).toBe(2);
    for (const { signingJobArn, signingProfileVersionArn } of report.functions) {
      expect(signingJobArn).toMatch(/^arn:aws:signer:us-east-1:123456789012:\/signing-jobs\/[0-9a-f-]{36}$/);
      expect(signingProfileVersionArn).toMatch(
        /:\/signing-profiles\/signed_lambda_local_\w+\/[A-Za-z0-9]{10}$/,
      );
    }
  });

  test.each([
    ["a package without a signature", `${NOT_CONFIGURED}attack-unsigned.`],
    ["a signed package with a line added afterwards", `${NOT_PROPERLY_SIGNED}attack-tampered.`],
    [
      "a package signed by a profile that the config doesn't list",
      `${NOT_CONFIGURED}attack-unlisted-publisher.`,
    ],
    ["a signature that was valid for a day, two days later", `${NOT_CONFIGURED}attack-expired.`],
    ["a package whose signing job was revoked", `${NOT_CONFIGURED}attack-revoked.`],
    [
      "update-function-code with an unsigned package, past Terraform",
      `${NOT_CONFIGURED}arn:aws:lambda:us-east-1:123456789012:function:signed-lambda-local-submit-claim.`,
    ],
  ])("sees %s refused, and the same without the attack accepted", (attack, message) => {
    expect(report.rejections.filter((rejection) => rejection.attack === attack)).toEqual([
      { attack, error: "CodeVerificationFailedException", message, control: "accepted" },
    ]);
  });

  test("tries no attack that is not asserted above", () => {
    expect(report.rejections).toHaveLength(6);
  });

  test("sees Warn let an unsigned package through, and refuse a tampered one", () => {
    expect(report.warn).toMatchObject([
      { artifact: "a package without a signature", outcome: "accepted" },
      {
        artifact: "a signed package with a line added afterwards",
        outcome: "CodeVerificationFailedException",
      },
    ]);
  });

  test("plans no changes the second time", () => {
    expect(report.secondPlan).toBe("no changes");
  });

  test("starts one job and updates one function when one line changes", () => {
    expect(report.codeChange).toEqual({
      newSigningJobs: 1,
      functionsUpdated: ["signed-lambda-local-submit-claim"],
      others: [],
    });
  });

  test("leaves nothing in AWS, and no state of it", () => {
    expect(report.remaining).toEqual([]);
    expect(existsSync(join(own.directory, "state"))).toBe(false);
    expect(existsSync(join(own.directory, "run", "local-aws.json"))).toBe(false);
  });

  test("prints the seconds of each step", () => {
    for (const { name, seconds } of report.steps) {
      expect(result.stdout).toMatch(new RegExp(`^  ${name} +${seconds.toFixed(1)} +ok$`, "m"));
    }
  });
});
