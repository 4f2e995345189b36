import { SignerClient, StartSigningJobCommand } from "@aws-sdk/client-signer";
import {
  ACCOUNT,
  BUCKET,
  createBucket,
  errorOf,
  type Harness,
  putObject,
  putProfile,
  START_TIMEOUT,
  startHarness,
  zipOf,
} from "./harness";

/** Which of the two is AWS's way isn't known; the local AWS has both, and one constant decides. */
const mockUnconfirmed = { TOKEN_WITH_OTHER_PARAMETERS: "first answer" };
jest.mock("../../../local-aws/unconfirmed", () => {
  const actual = jest.requireActual<object>("../../../local-aws/unconfirmed");
  return Object.defineProperty({ ...actual }, "TOKEN_WITH_OTHER_PARAMETERS", {
    get: () => mockUnconfirmed.TOKEN_WITH_OTHER_PARAMETERS,
  });
});

let aws: Harness;
let version: string;

beforeAll(async () => {
  aws = await startHarness();
  await createBucket(aws, BUCKET);
  version = await putObject(aws, "app.zip", await zipOf("token"));
  await putProfile(aws, "publisher");
  await putProfile(aws, "other");
}, START_TIMEOUT);

afterAll(() => aws.stop());

const start = async (
  clientRequestToken: string,
  { profileName = "publisher", prefix = "signed/", signer = aws.signer } = {},
) => {
  const { jobId } = await signer.send(
    new StartSigningJobCommand({
      source: { s3: { bucketName: BUCKET, key: "app.zip", version } },
      destination: { s3: { bucketName: BUCKET, prefix } },
      profileName,
      clientRequestToken,
    }),
  );
  return jobId;
};

test("as things are: a used token gives the first job again, whatever else is asked for", async () => {
  expect(jest.requireActual<object>("../../../local-aws/unconfirmed")).toHaveProperty(
    "TOKEN_WITH_OTHER_PARAMETERS",
    "first answer",
  );
  const first = await start("token");
  expect(await start("token")).toBe(first);
  expect(await start("token", { prefix: "elsewhere/" })).toBe(first);
  expect(await start("token", { profileName: "other" })).toBe(first);
});

test("tokens are an account's and a Region's own", async () => {
  const first = await start("own");
  const otherAccount = aws.clientsOf("arn:aws:iam::210987654321:root").signer;
  expect((await errorOf(start("own", { signer: otherAccount }))).message).toBe(
    "profile with name publisher does not exist",
  );
  const elsewhere = new SignerClient({
    endpoint: aws.endpoint,
    region: "eu-west-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  expect((await errorOf(start("own", { signer: elsewhere }))).name).toBe("ResourceNotFoundException");
  elsewhere.destroy();
  const sameAccount = aws.clientsOf(`arn:aws:iam::${ACCOUNT}:user/colleague`).signer;
  expect(await start("own", { signer: sameAccount })).toBe(first);
});

test("the other way: a used token with other parameters is refused", async () => {
  mockUnconfirmed.TOKEN_WITH_OTHER_PARAMETERS = "refused";
  const first = await start("strict");
  expect(await start("strict")).toBe(first);
  for (const other of [{ prefix: "elsewhere/" }, { profileName: "other" }]) {
    expect((await errorOf(start("strict", other))).name).toBe("ValidationException");
  }
});
