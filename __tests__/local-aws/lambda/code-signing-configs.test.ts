import {
  CreateCodeSigningConfigCommand,
  CreateFunctionCommand,
  DeleteCodeSigningConfigCommand,
  DeleteFunctionCodeSigningConfigCommand,
  GetCodeSigningConfigCommand,
  GetFunctionCodeSigningConfigCommand,
  ListCodeSigningConfigsCommand,
  ListTagsCommand,
  PutFunctionCodeSigningConfigCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateCodeSigningConfigCommand,
  LambdaClient,
} from "@aws-sdk/client-lambda";
import {
  ACCOUNT,
  errorOf,
  type Harness,
  REGION,
  START_TIMEOUT,
  startHarness,
  zipOf,
} from "../signer/harness";

const PUBLISHER = "arn:aws:signer:eu-west-1:999999999999:/signing-profiles/elsewhere/AbCdEfGh12";
const UNKNOWN = `arn:aws:lambda:${REGION}:${ACCOUNT}:code-signing-config:csc-0123456789abcdefg`;

let aws: Harness;

beforeAll(async () => {
  aws = await startHarness();
  await aws.lambda.send(
    new CreateFunctionCommand({
      FunctionName: "app",
      Code: { ZipFile: await zipOf("app") },
      Runtime: "nodejs22.x",
      Handler: "index.handler",
      Role: `arn:aws:iam::${ACCOUNT}:role/function`,
    }),
  );
}, START_TIMEOUT);

afterAll(() => aws.stop());

const create = async (
  more: Partial<ConstructorParameters<typeof CreateCodeSigningConfigCommand>[0]> = {},
) => {
  const { CodeSigningConfig } = await aws.lambda.send(
    new CreateCodeSigningConfigCommand({
      AllowedPublishers: { SigningProfileVersionArns: [PUBLISHER] },
      ...more,
    }),
  );
  return CodeSigningConfig!;
};
const get = async (CodeSigningConfigArn: string) =>
  (await aws.lambda.send(new GetCodeSigningConfigCommand({ CodeSigningConfigArn }))).CodeSigningConfig!;

test("a config is made with AWS's shapes; Warn is the default, and publishers may be anybody's", async () => {
  const config = await create();
  expect(config).toMatchObject({
    AllowedPublishers: { SigningProfileVersionArns: [PUBLISHER] },
    CodeSigningPolicies: { UntrustedArtifactOnDeployment: "Warn" },
  });
  expect(config.CodeSigningConfigArn).toMatch(
    /^arn:aws:lambda:us-east-1:123456789012:code-signing-config:csc-[a-z0-9]{17}$/,
  );
  expect(config.LastModified).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/);
  expect(config).not.toHaveProperty("Description");
  expect((await get(config.CodeSigningConfigArn!)).Description).toBe("");
});

test("an update changes what it names: an empty policy keeps the one there was", async () => {
  const { CodeSigningConfigArn, CodeSigningConfigId } = await create({
    CodeSigningPolicies: { UntrustedArtifactOnDeployment: "Enforce" },
  });
  await aws.lambda.send(
    new UpdateCodeSigningConfigCommand({ CodeSigningConfigArn, CodeSigningPolicies: {} }),
  );
  expect((await get(CodeSigningConfigArn!)).CodeSigningPolicies).toEqual({
    UntrustedArtifactOnDeployment: "Enforce",
  });
  const other = PUBLISHER.replace("elsewhere", "rotated");
  await aws.lambda.send(
    new UpdateCodeSigningConfigCommand({
      CodeSigningConfigArn,
      Description: "two publishers",
      AllowedPublishers: { SigningProfileVersionArns: [PUBLISHER, other] },
    }),
  );
  expect(await get(CodeSigningConfigArn!)).toMatchObject({
    CodeSigningConfigId,
    Description: "two publishers",
    AllowedPublishers: { SigningProfileVersionArns: [PUBLISHER, other] },
    CodeSigningPolicies: { UntrustedArtifactOnDeployment: "Enforce" },
  });
});

test("one to twenty publishers", async () => {
  const publishers = (count: number) => ({
    AllowedPublishers: {
      SigningProfileVersionArns: Array.from({ length: count }, (_, at) => `${PUBLISHER}${at}`),
    },
  });
  await create(publishers(20));
  expect((await errorOf(create(publishers(21)))).name).toBe("InvalidParameterValueException");
  expect((await errorOf(create(publishers(0)))).name).toBe("InvalidParameterValueException");
});

test.each([
  ["get", (arn: string) => aws.lambda.send(new GetCodeSigningConfigCommand({ CodeSigningConfigArn: arn }))],
  [
    "update",
    (arn: string) => aws.lambda.send(new UpdateCodeSigningConfigCommand({ CodeSigningConfigArn: arn })),
  ],
  [
    "delete",
    (arn: string) => aws.lambda.send(new DeleteCodeSigningConfigCommand({ CodeSigningConfigArn: arn })),
  ],
  ["list tags", (arn: string) => aws.lambda.send(new ListTagsCommand({ Resource: arn }))],
])("a config that isn't there: %s", async (_operation, call) => {
  expect(await errorOf(call(UNKNOWN))).toMatchObject({
    name: "ResourceNotFoundException",
    message: `The Lambda code signing configuration ${UNKNOWN} can not be found.`,
    $metadata: { httpStatusCode: 404 },
  });
});

test("a config can't be found from another Region, nor attached there", async () => {
  const arn = (await create()).CodeSigningConfigArn!;
  const elsewhere = new LambdaClient({
    endpoint: aws.endpoint,
    region: "eu-west-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  const refusals = await Promise.all([
    errorOf(elsewhere.send(new GetCodeSigningConfigCommand({ CodeSigningConfigArn: arn }))),
    errorOf(elsewhere.send(new DeleteCodeSigningConfigCommand({ CodeSigningConfigArn: arn }))),
    errorOf(
      elsewhere.send(
        new PutFunctionCodeSigningConfigCommand({ CodeSigningConfigArn: arn, FunctionName: "app" }),
      ),
    ),
  ]);
  elsewhere.destroy();
  expect(refusals.map(({ name }) => name)).toEqual([
    "ResourceNotFoundException",
    "ResourceNotFoundException",
    "CodeSigningConfigNotFoundException",
  ]);
  expect((await get(arn)).CodeSigningConfigArn).toBe(arn);
});

test("tags of a config", async () => {
  const { CodeSigningConfigArn: Resource } = await create({ Tags: { team: "claims", stage: "dev" } });
  await aws.lambda.send(new TagResourceCommand({ Resource, Tags: { stage: "prod" } }));
  await aws.lambda.send(new UntagResourceCommand({ Resource, TagKeys: ["team"] }));
  expect((await aws.lambda.send(new ListTagsCommand({ Resource }))).Tags).toEqual({ stage: "prod" });
});

test("tags of a function are none of ours", async () => {
  const Resource = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:app`;
  await aws.lambda.send(new TagResourceCommand({ Resource, Tags: { a: "b" } }));
  expect((await aws.lambda.send(new ListTagsCommand({ Resource }))).Tags).toEqual({ a: "b" });
});

test("configs are listed page by page, each once", async () => {
  await Promise.all([create(), create(), create()]);
  const all = (await aws.lambda.send(new ListCodeSigningConfigsCommand({}))).CodeSigningConfigs!;
  const seen: unknown[] = [];
  let Marker: string | undefined;
  do {
    const page = await aws.lambda.send(new ListCodeSigningConfigsCommand({ MaxItems: 2, Marker }));
    seen.push(...page.CodeSigningConfigs!);
    Marker = page.NextMarker;
  } while (Marker);
  expect(seen).toEqual(all);
  expect(all.length).toBeGreaterThan(3);
});

describe("on a function", () => {
  const put = (CodeSigningConfigArn: string, FunctionName = "app") =>
    aws.lambda.send(new PutFunctionCodeSigningConfigCommand({ FunctionName, CodeSigningConfigArn }));
  const attached = async (FunctionName = "app") => {
    const answer = await aws.lambda.send(new GetFunctionCodeSigningConfigCommand({ FunctionName }));
    return { ...answer, $metadata: undefined };
  };
  const detach = (FunctionName = "app") =>
    aws.lambda.send(new DeleteFunctionCodeSigningConfigCommand({ FunctionName }));

  test("it is attached, in use, detached (again and again) and deleted", async () => {
    const arn = (await create()).CodeSigningConfigArn!;
    expect(await attached()).toEqual({});
    await put(arn);
    expect(await attached()).toEqual({ FunctionName: "app", CodeSigningConfigArn: arn });
    const remove = () => aws.lambda.send(new DeleteCodeSigningConfigCommand({ CodeSigningConfigArn: arn }));
    expect(await errorOf(remove())).toMatchObject({
      name: "ResourceConflictException",
      message:
        "Lambda cannot delete the code signing configuration at this time — another operation is in progress. Try again later.",
      $metadata: { httpStatusCode: 409 },
    });
    await detach();
    await detach();
    expect(await attached()).toEqual({});
    await remove();
    expect((await errorOf(get(arn))).name).toBe("ResourceNotFoundException");
  });

  test("the config is looked for before the function", async () => {
    const error = await errorOf(put(UNKNOWN, "nobody"));
    expect(error).toMatchObject({
      name: "CodeSigningConfigNotFoundException",
      message: `The code signing configuration cannot be found. Check that the provided configuration is not deleted: ${UNKNOWN}.`,
    });
    const arn = (await create()).CodeSigningConfigArn!;
    expect((await errorOf(put(arn, "nobody"))).name).toBe("ResourceNotFoundException");
    expect((await errorOf(attached("nobody"))).name).toBe("ResourceNotFoundException");
  });

  test("a version or alias has none of its own", async () => {
    expect((await errorOf(attached("app:1"))).name).toBe("InvalidParameterValueException");
    expect((await errorOf(attached("app:live"))).name).toBe("InvalidParameterValueException");
  });
});
