import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { SignerClient } from "@aws-sdk/client-signer";
import { checkProfile } from "../../../lambda-src/signing-profile-health";
import type * as Health from "../../../lambda-src/signing-profile-health";
import { daysOf } from "../../../lambda-src/signing-profile-health/profile-health";
import { SignerAndCloudWatchStandIn } from "./signer-and-cloudwatch-stand-in";

const NOW = new Date("2026-09-28T09:19:26.806Z");
const VERSION_ARN = "arn:aws:signer:us-east-1:123456789012:/signing-profiles/claims_prod/UqFTRcZGNs";
const ACTIVE = {
  status: "Active",
  profileVersionArn: VERSION_ARN,
  signatureValidityPeriod: { value: 135, type: "MONTHS" },
};

let standIn: SignerAndCloudWatchStandIn;
let check: Parameters<typeof checkProfile>[0];

beforeEach(async () => {
  standIn = new SignerAndCloudWatchStandIn();
  await standIn.start();
  const config = {
    region: "us-east-1",
    endpoint: standIn.endpoint,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  };
  check = {
    signer: new SignerClient(config),
    cloudWatch: new CloudWatchClient(config),
    profileName: "claims_prod",
    namespace: "Claims/CodeSigning",
    now: NOW,
  };
});

afterEach(async () => {
  check.signer.destroy();
  check.cloudWatch.destroy();
  await standIn.stop();
});

const values = () => standIn.published.map(({ name, value }) => [name, value]);

const job = (expiresInDays: number, overrides: object = {}) => ({
  profileName: "claims_prod",
  status: "Succeeded",
  isRevoked: false,
  signatureExpiresAt: (NOW.getTime() + expiresInDays * 86_400_000) / 1000,
  ...overrides,
});

describe("an active profile", () => {
  beforeEach(() => standIn.profiles.set("claims_prod", ACTIVE));

  it("is reported with its validity and published as 1", async () => {
    standIn.jobs = [job(20), job(7.5), job(100)];
    await expect(checkProfile(check)).resolves.toEqual({
      profileName: "claims_prod",
      status: "Active",
      profileVersionArn: VERSION_ARN,
      newSignatureValidDays: 4109,
      firstSignatureExpiresInDays: 7.5,
    });
    const dimensions = [{ Name: "ProfileName", Value: "claims_prod" }];
    expect(standIn.published).toEqual([
      { namespace: "Claims/CodeSigning", name: "SigningProfileActive", value: 1, dimensions },
      { namespace: "Claims/CodeSigning", name: "NewSignatureValidDays", value: 4109, dimensions },
      { namespace: "Claims/CodeSigning", name: "FirstSignatureExpiresInDays", value: 7.5, dimensions },
    ]);
  });

  it("without a signature publishes no expiry, rather than a number that isn't true", async () => {
    const health = await checkProfile(check);
    expect(health.firstSignatureExpiresInDays).toBeUndefined();
    expect(values()).toEqual([
      ["SigningProfileActive", 1],
      ["NewSignatureValidDays", 4109],
    ]);
  });

  it("is judged by its own valid signatures alone", async () => {
    standIn.jobs = [
      job(1, { profileName: "claims_prod_2" }),
      job(2, { isRevoked: true }),
      job(-3),
      job(0),
      job(4, { signatureExpiresAt: undefined }),
      job(50),
    ];
    expect((await checkProfile(check)).firstSignatureExpiresInDays).toBe(50);
  });

  it("is judged by the jobs of all pages", async () => {
    standIn.jobsPerPage = 2;
    standIn.jobs = [job(30), job(20), job(40), job(25), job(10)];
    expect((await checkProfile(check)).firstSignatureExpiresInDays).toBe(10);
    expect(standIn.jobQueries.map((query) => query.get("nextToken"))).toEqual([null, "2", "4"]);
  });

  it("asks for succeeded Lambda jobs that haven't expired", async () => {
    await checkProfile(check);
    expect(Object.fromEntries(standIn.jobQueries[0]!)).toEqual({
      status: "Succeeded",
      platformId: "AWSLambda-SHA384-ECDSA",
      signatureExpiresAfter: "2026-09-28T09:19:26.806Z",
    });
  });

  it("is published as active even when its jobs can't be listed", async () => {
    standIn.denied.add("ListSigningJobs");
    await expect(checkProfile(check)).rejects.toThrow("ListSigningJobs denied");
    expect(values()).toEqual([["SigningProfileActive", 1]]);
  });
});

describe("a profile that can't sign", () => {
  it.each(["Canceled", "Revoked"])("because it is %s fails, after 0 is published", async (status) => {
    standIn.profiles.set("claims_prod", { ...ACTIVE, status });
    await expect(checkProfile(check)).rejects.toThrow(
      `Expected the signing profile 'claims_prod' to be Active, got ${status}.`,
    );
    expect(values()).toEqual([["SigningProfileActive", 0]]);
  });

  it("because there is none fails, after 0 is published", async () => {
    await expect(checkProfile(check)).rejects.toThrow("to be Active, got NotFound.");
    expect(values()).toEqual([["SigningProfileActive", 0]]);
  });
});

it("publishes nothing when Signer doesn't say how the profile is", async () => {
  standIn.denied.add("GetSigningProfile");
  await expect(checkProfile(check)).rejects.toThrow("GetSigningProfile denied");
  expect(standIn.published).toEqual([]);
});

it("fails when the metric can't be published", async () => {
  standIn.profiles.set("claims_prod", ACTIVE);
  standIn.denied.add("PutMetricData");
  await expect(checkProfile(check)).rejects.toThrow("PutMetricData denied");
});

describe("a validity period", () => {
  it.each([
    [10, "DAYS", 10],
    // By the calendar, as in a recorded signature: made on 2026-09-28, valid until 2037-12-28.
    [135, "MONTHS", 4109],
    [1, "MONTHS", 30],
    [5, "MONTHS", 153],
    [2, "YEARS", 731],
  ] as const)("of %i %s is %i days", (value, type, days) => {
    expect(daysOf({ value, type }, NOW)).toBe(days);
  });
});

describe("the handler", () => {
  const environment = { ...process.env };

  /** Loads the function anew, as a cold start does: its clients are made with this test's environment. */
  const handle = () => {
    let health!: typeof Health;
    jest.isolateModules(() => {
      health = jest.requireActual<typeof Health>("../../../lambda-src/signing-profile-health");
    });
    return health.handler();
  };

  beforeEach(() => {
    Object.assign(process.env, {
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_ENDPOINT_URL: standIn.endpoint,
      SIGNING_PROFILE_NAME: "claims_prod",
      METRIC_NAMESPACE: "Claims/CodeSigning",
    });
  });
  afterEach(() => {
    process.env = { ...environment };
  });

  it("takes the profile and the namespace from its environment", async () => {
    standIn.profiles.set("claims_prod", ACTIVE);
    await expect(handle()).resolves.toMatchObject({ profileName: "claims_prod", status: "Active" });
    expect(standIn.published[0]).toMatchObject({ namespace: "Claims/CodeSigning", value: 1 });
  });

  it.each(["SIGNING_PROFILE_NAME", "METRIC_NAMESPACE"])("says when %s is missing", async (name) => {
    delete process.env[name];
    await expect(handle()).rejects.toThrow(
      `Expected the environment variable ${name}, got none. Set it in the function's configuration.`,
    );
    expect(standIn.published).toEqual([]);
  });
});
