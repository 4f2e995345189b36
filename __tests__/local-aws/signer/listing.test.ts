import {
  CancelSigningProfileCommand,
  type ListSigningJobsCommandInput,
  ListSigningJobsCommand,
  ListSigningProfilesCommand,
  paginateListSigningJobs,
  paginateListSigningPlatforms,
  paginateListSigningProfiles,
  PutSigningProfileCommand,
  RevokeSignatureCommand,
  RevokeSigningProfileCommand,
  SignPayloadCommand,
  type SignerClient,
} from "@aws-sdk/client-signer";
import {
  ACCOUNT,
  BUCKET,
  createBucket,
  errorOf,
  type Harness,
  LAMBDA_PLATFORM,
  putProfile,
  START_TIMEOUT,
  startHarness,
  startJob,
  zipOf,
} from "./harness";

const NOTATION_PLATFORM = "Notation-OCI-SHA384-ECDSA";
const OTHER_USER = `arn:aws:iam::${ACCOUNT}:user/other`;

let aws: Harness;

beforeAll(async () => {
  aws = await startHarness();
  await createBucket(aws, BUCKET);
}, START_TIMEOUT);

afterAll(() => aws.stop());

async function all<Page>(pages: AsyncIterable<Page>): Promise<Page[]> {
  const seen: Page[] = [];
  for await (const page of pages) {
    seen.push(page);
  }
  return seen;
}

const putImages = (profileName: string, years = 1) =>
  aws.signer.send(
    new PutSigningProfileCommand({
      profileName,
      platformId: NOTATION_PLATFORM,
      signatureValidityPeriod: { value: years, type: "YEARS" },
    }),
  );
const signImage = async (profileName: string, signer: SignerClient = aws.signer) => {
  const { jobId } = await signer.send(
    new SignPayloadCommand({
      profileName,
      payload: Buffer.from("{}"),
      payloadFormat: "application/vnd.cncf.notary.payload.v1+json",
    }),
  );
  return jobId!;
};

test("30 profiles come in two pages, in their order, with all that changes meanwhile", async () => {
  const names = Array.from({ length: 30 }, (_, at) => `profile_${at}`);
  for (const name of names) {
    await putProfile(aws, name);
  }
  const pages = await all(paginateListSigningProfiles({ client: aws.signer }, {}));
  expect(pages.map(({ profiles }) => profiles!.length)).toEqual([25, 5]);
  expect(pages.flatMap(({ profiles }) => profiles!.map(({ profileName }) => profileName))).toEqual(names);

  const first = await aws.signer.send(new ListSigningProfilesCommand({ maxResults: 10 }));
  await putProfile(aws, "meanwhile");
  const next = await aws.signer.send(new ListSigningProfilesCommand({ nextToken: first.nextToken }));
  expect([...first.profiles!, ...next.profiles!].map(({ profileName }) => profileName)).toEqual([
    ...names,
    "meanwhile",
  ]);
  const invented = new ListSigningProfilesCommand({ nextToken: "invented" });
  expect((await errorOf(aws.signer.send(invented))).name).toBe("ValidationException");
});

test("profiles are filtered by status and platform", async () => {
  await putImages("active_image");
  await putImages("canceled_image");
  const { profileVersion } = await putImages("revoked_image");
  await aws.signer.send(new CancelSigningProfileCommand({ profileName: "canceled_image" }));
  await aws.signer.send(
    new RevokeSigningProfileCommand({
      profileName: "revoked_image",
      profileVersion,
      reason: "leak",
      effectiveTime: new Date(Date.now() - 60_000),
    }),
  );
  const names = async (filter: {
    includeCanceled?: boolean;
    statuses?: ("Active" | "Canceled" | "Revoked")[];
  }) => {
    const { profiles } = await aws.signer.send(
      new ListSigningProfilesCommand({ platformId: NOTATION_PLATFORM, ...filter }),
    );
    return profiles!.map(({ profileName }) => profileName);
  };
  expect(await names({})).toEqual(["active_image"]);
  expect(await names({ includeCanceled: false })).toEqual(["active_image"]);
  expect(await names({ includeCanceled: true })).toEqual(["active_image", "canceled_image", "revoked_image"]);
  expect(await names({ statuses: ["Canceled", "Revoked"] })).toEqual(["canceled_image", "revoked_image"]);
});

test("platforms come page by page", async () => {
  const pages = await all(paginateListSigningPlatforms({ client: aws.signer, pageSize: 2 }, {}));
  expect(pages.map(({ platforms }) => platforms!.length)).toEqual([2, 2, 1]);
});

test("26 jobs come in two pages", async () => {
  await putImages("many");
  const ids = [];
  for (let at = 0; at < 26; at++) {
    ids.push(await signImage("many"));
  }
  const pages = await all(paginateListSigningJobs({ client: aws.signer }, {}));
  expect(pages.map(({ jobs }) => jobs!.length)).toEqual([25, 1]);
  expect(pages.flatMap(({ jobs }) => jobs!.map(({ jobId }) => jobId))).toEqual(ids);
});

describe("jobs are filtered by", () => {
  let jobs: Record<"image" | "longImage" | "zip" | "revoked" | "failed" | "others", string>;

  beforeAll(async () => {
    await putImages("filtered");
    await putImages("long", 5);
    await putProfile(aws, "zips", { value: 1, type: "YEARS" });
    jobs = {
      image: await signImage("filtered"),
      longImage: await signImage("long"),
      zip: await startJob(aws, "zips", await zipOf("zip")),
      revoked: await startJob(aws, "zips", await zipOf("revoked")),
      failed: await startJob(aws, "zips", Buffer.from("no ZIP")),
      others: await signImage("filtered", aws.clientsOf(OTHER_USER).signer),
    };
    await aws.signer.send(new RevokeSignatureCommand({ jobId: jobs.revoked, reason: "leak" }));
  });

  /** Names of the jobs above that the list has. */
  async function listed(filter: ListSigningJobsCommandInput): Promise<string[]> {
    const pages = await all(paginateListSigningJobs({ client: aws.signer }, filter));
    const ids = pages.flatMap((page) => page.jobs!.map(({ jobId }) => jobId!));
    return Object.entries(jobs)
      .filter(([, id]) => ids.includes(id))
      .map(([name]) => name);
  }

  const inYears = (years: number) => new Date(Date.now() + years * 365 * 86_400_000);

  test("nothing", async () => {
    expect(await listed({})).toEqual(["image", "longImage", "zip", "revoked", "failed", "others"]);
  });

  test("status", async () => {
    expect(await listed({ status: "Failed" })).toEqual(["failed"]);
    expect(await listed({ status: "InProgress" })).toEqual([]);
  });

  test("platform", async () => {
    expect(await listed({ platformId: LAMBDA_PLATFORM })).toEqual(["zip", "revoked", "failed"]);
  });

  test("who started them", async () => {
    expect(await listed({ requestedBy: OTHER_USER })).toEqual(["others"]);
    expect(await listed({ jobInvoker: ACCOUNT })).toHaveLength(6);
    expect(await listed({ jobInvoker: "210987654321" })).toEqual([]);
  });

  test("revocation", async () => {
    expect(await listed({ isRevoked: true })).toEqual(["revoked"]);
    expect(await listed({ isRevoked: false })).toEqual(["image", "longImage", "zip", "failed", "others"]);
  });

  test("expiry of the signature, which a failed job hasn't", async () => {
    expect(await listed({ signatureExpiresBefore: inYears(2) })).toEqual([
      "image",
      "zip",
      "revoked",
      "others",
    ]);
    expect(await listed({ signatureExpiresAfter: inYears(2) })).toEqual(["longImage"]);
    expect(await listed({ signatureExpiresAfter: inYears(0.5), signatureExpiresBefore: inYears(2) })).toEqual(
      ["image", "zip", "revoked", "others"],
    );
  });

  test("all of it together", async () => {
    const filter = { status: "Succeeded", platformId: LAMBDA_PLATFORM, isRevoked: false } as const;
    expect(await listed(filter)).toEqual(["zip"]);
  });
});

test("a token of a list is none of another list", async () => {
  const { nextToken } = await aws.signer.send(new ListSigningProfilesCommand({ maxResults: 1 }));
  const jobs = new ListSigningJobsCommand({ nextToken });
  expect((await errorOf(aws.signer.send(jobs))).name).toBe("ValidationException");
});
