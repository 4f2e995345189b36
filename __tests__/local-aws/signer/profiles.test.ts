import { CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import {
  AddProfilePermissionCommand,
  type AddProfilePermissionCommandInput,
  CancelSigningProfileCommand,
  DescribeSigningJobCommand,
  GetSigningPlatformCommand,
  GetSigningProfileCommand,
  ListProfilePermissionsCommand,
  ListSigningJobsCommand,
  ListSigningPlatformsCommand,
  ListSigningProfilesCommand,
  ListTagsForResourceCommand,
  PutSigningProfileCommand,
  RemoveProfilePermissionCommand,
  RevokeSignatureCommand,
  RevokeSigningProfileCommand,
  SignerClient,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-signer";
import {
  ACCOUNT,
  BUCKET,
  CALLER,
  createBucket,
  errorOf,
  type Harness,
  LAMBDA_PLATFORM,
  putProfile,
  REGION,
  START_TIMEOUT,
  startHarness,
  startJob,
  zipOf,
} from "./harness";

let aws: Harness;

beforeAll(async () => {
  aws = await startHarness();
  await createBucket(aws, BUCKET);
}, START_TIMEOUT);

afterAll(() => aws.stop());

const get = (profileName: string) => aws.signer.send(new GetSigningProfileCommand({ profileName }));
const cancel = (profileName: string) => aws.signer.send(new CancelSigningProfileCommand({ profileName }));
const revoke = (profileName: string, profileVersion: string, effectiveTime: Date) =>
  aws.signer.send(
    new RevokeSigningProfileCommand({ profileName, profileVersion, reason: "leak", effectiveTime }),
  );
const put = (profileName: string, more: object = {}) =>
  aws.signer.send(new PutSigningProfileCommand({ profileName, platformId: LAMBDA_PLATFORM, ...more }));
const versionIn = (arn: string) => arn.split("/").at(-1)!;
const ago = (minutes: number) => new Date(aws.clock.now().getTime() - minutes * 60_000);

describe("signing profiles", () => {
  test("have AWS's shape, and 135 months when no validity is given", async () => {
    const { arn, profileVersion, profileVersionArn } = await put("plain", { tags: { team: "claims" } });
    expect(arn).toBe(`arn:aws:signer:${REGION}:${ACCOUNT}:/signing-profiles/plain`);
    expect(profileVersion).toMatch(/^[a-zA-Z0-9]{10}$/);
    expect(profileVersionArn).toBe(`${arn}/${profileVersion}`);
    expect(await get("plain")).toMatchObject({
      profileName: "plain",
      profileVersion,
      profileVersionArn,
      arn,
      platformId: LAMBDA_PLATFORM,
      platformDisplayName: "AWS Lambda",
      signatureValidityPeriod: { value: 135, type: "MONTHS" },
      status: "Active",
      tags: { team: "claims" },
    });
  });

  test("keep their name for good: a second Put is refused, after Cancel too", async () => {
    await put("taken");
    const expected = {
      name: "ValidationException",
      code: "ProfileAlreadyExists",
      message: "Profile with name taken already exists",
      $metadata: { httpStatusCode: 400 },
    };
    expect(await errorOf(put("taken"))).toMatchObject(expected);
    await cancel("taken");
    await cancel("taken");
    expect((await get("taken")).status).toBe("Canceled");
    expect(await errorOf(put("taken"))).toMatchObject(expected);
  });

  test("are of a Region", async () => {
    await put("regional");
    const elsewhere = new SignerClient({
      endpoint: aws.endpoint,
      region: "eu-west-1",
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    });
    const { arn } = await elsewhere.send(
      new PutSigningProfileCommand({ profileName: "regional", platformId: LAMBDA_PLATFORM }),
    );
    const { profiles } = await elsewhere.send(new ListSigningProfilesCommand({}));
    elsewhere.destroy();
    expect(arn).toBe(`arn:aws:signer:eu-west-1:${ACCOUNT}:/signing-profiles/regional`);
    expect(profiles!.map((profile) => profile.arn)).toEqual([arn]);
  });

  test.each([
    ["of 135 months", { value: 135, type: "MONTHS" }, true],
    ["of 136 months", { value: 136, type: "MONTHS" }, false],
    ["of 11 years", { value: 11, type: "YEARS" }, true],
    ["of 12 years", { value: 12, type: "YEARS" }, false],
    ["of a day", { value: 1, type: "DAYS" }, true],
    ["of no day", { value: 0, type: "DAYS" }, false],
    ["of more days than a calendar has", { value: 1e12, type: "DAYS" }, false],
    ["in weeks", { value: 1, type: "WEEKS" }, false],
  ])("a validity %s", async (name, signatureValidityPeriod, isAllowed) => {
    const call = put(`validity_${name.replace(/\W/g, "_")}`, { signatureValidityPeriod });
    if (isAllowed) {
      await call;
    } else {
      expect((await errorOf(call)).name).toBe("ValidationException");
    }
  });

  test("wrong input is told all at once", async () => {
    const error = await errorOf(
      put("a-b", { tags: { "aws:mine": "x" }, signatureValidityPeriod: { value: 1.5 } }),
    );
    expect(error.name).toBe("ValidationException");
    expect(error.message).toMatch(/^3 validation errors detected/);
    expect(error.message).toContain("a-b");
  });

  test("signing parameters don't go with the Lambda platform", async () => {
    expect(await errorOf(put("parameters", { signingParameters: { key: "value" } }))).toMatchObject({
      name: "ValidationException",
      message: "Signing parameters should not be present when using AWSLambda-SHA384-ECDSA platform",
    });
  });

  test("are listed page by page, the canceled ones only when asked for", async () => {
    await put("listed");
    await put("unlisted");
    await cancel("unlisted");
    const names = async (includeCanceled: boolean) => {
      const seen: string[] = [];
      let nextToken: string | undefined;
      do {
        const page = await aws.signer.send(
          new ListSigningProfilesCommand({ includeCanceled, maxResults: 3, nextToken }),
        );
        seen.push(...page.profiles!.map(({ profileName }) => profileName!));
        nextToken = page.nextToken;
      } while (nextToken);
      return seen;
    };
    expect(await names(false)).toContain("listed");
    expect(await names(false)).not.toContain("unlisted");
    expect(await names(true)).toEqual(expect.arrayContaining(["listed", "unlisted"]));
    const { profiles } = await aws.signer.send(new ListSigningProfilesCommand({ statuses: ["Canceled"] }));
    expect(profiles!.every(({ status }) => status === "Canceled")).toBe(true);
    expect(profiles!.length).toBeGreaterThan(0);
  });

  test("that aren't there", async () => {
    expect(await errorOf(cancel("nobody"))).toMatchObject({
      name: "ResourceNotFoundException",
      code: "ProfileNotFound",
      message: "Signing Profile with name nobody does not exist.",
      $metadata: { httpStatusCode: 404 },
    });
    expect((await errorOf(get("nobody"))).name).toBe("ResourceNotFoundException");
  });

  test("have tags", async () => {
    const { arn: resourceArn } = await put("tagged", { tags: { a: "1", b: "2" } });
    await aws.signer.send(new TagResourceCommand({ resourceArn, tags: { b: "3", c: "4" } }));
    await aws.signer.send(new UntagResourceCommand({ resourceArn, tagKeys: ["a", "c"] }));
    const { tags } = await aws.signer.send(new ListTagsForResourceCommand({ resourceArn }));
    expect(tags).toEqual({ b: "3" });
    const unknown = new ListTagsForResourceCommand({ resourceArn: `${resourceArn}x` });
    expect((await errorOf(aws.signer.send(unknown))).name).toBe("NotFoundException");
  });
});

describe("revocation", () => {
  test("of a profile: only from the past, earlier but never later, and then it can't be canceled or sign", async () => {
    const version = versionIn(await putProfile(aws, "revoked"));
    await startJob(aws, "revoked", await zipOf("control"));
    expect((await errorOf(revoke("revoked", version, ago(-60)))).name).toBe("ValidationException");
    expect((await errorOf(revoke("revoked", "0123456789", ago(60)))).name).toBe("ResourceNotFoundException");
    expect((await get("revoked")).status).toBe("Active");

    await revoke("revoked", version, ago(60));
    await revoke("revoked", version, ago(120));
    expect((await errorOf(revoke("revoked", version, ago(60)))).name).toBe("ValidationException");
    const { status, revocationRecord } = await get("revoked");
    expect(status).toBe("Revoked");
    expect(revocationRecord!.revokedBy).toBe(CALLER);
    expect(Math.abs(revocationRecord!.revocationEffectiveFrom!.getTime() - ago(120).getTime())).toBeLessThan(
      60_000,
    );

    expect(await errorOf(cancel("revoked"))).toMatchObject({
      name: "ValidationException",
      message:
        "Signing Profile revoked cannot be canceled because it has been revoked. A revoked profile cannot be canceled.",
    });
    expect((await errorOf(startJob(aws, "revoked", await zipOf("too late")))).name).toBe(
      "ValidationException",
    );
    expect(await errorOf(put("revoked"))).toMatchObject({ code: "ProfileAlreadyExists" });
  });

  test("of a signature: of a job that succeeded, for good, by whom and why", async () => {
    await put("signatures");
    const jobId = await startJob(aws, "signatures", await zipOf("revoked"));
    const failed = await startJob(aws, "signatures", Buffer.from("no ZIP"));
    const revokeSignature = (id: string, reason: string) =>
      aws.signer.send(new RevokeSignatureCommand({ jobId: id, reason }));
    expect((await errorOf(revokeSignature(failed, "never signed"))).name).toBe("ValidationException");
    await revokeSignature(jobId, "key leaked");
    await revokeSignature(jobId, "again");
    const job = await aws.signer.send(new DescribeSigningJobCommand({ jobId }));
    expect(job).toMatchObject({
      status: "Succeeded",
      revocationRecord: { reason: "key leaked", revokedBy: CALLER },
    });
    const { jobs } = await aws.signer.send(new ListSigningJobsCommand({ isRevoked: true }));
    expect(jobs!.map((listed) => [listed.jobId, listed.isRevoked])).toEqual([[jobId, true]]);
    expect((await errorOf(revokeSignature("no-such-job", "?"))).name).toBe("ResourceNotFoundException");
  });
});

describe("permissions of a profile", () => {
  const add = (profileName: string, more: Partial<AddProfilePermissionCommandInput> = {}) =>
    aws.signer.send(
      new AddProfilePermissionCommand({
        profileName,
        action: "signer:StartSigningJob",
        principal: "210987654321",
        statementId: "build",
        ...more,
      }),
    );
  const list = (profileName: string) => aws.signer.send(new ListProfilePermissionsCommand({ profileName }));

  test("name a role of the own account only when IAM has it, with its path", async () => {
    await put("roles");
    const principal = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;
    const refusal = {
      name: "ResourceNotFoundException",
      message: "Principal not found",
      $metadata: { httpStatusCode: 404 },
    };
    expect(await errorOf(add("roles", { principal: principal("ci/builder") }))).toMatchObject(refusal);
    const iam = new IAMClient({
      endpoint: aws.endpoint,
      region: REGION,
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    });
    await iam.send(
      new CreateRoleCommand({ RoleName: "builder", Path: "/ci/", AssumeRolePolicyDocument: "{}" }),
    );
    iam.destroy();
    expect(await errorOf(add("roles", { principal: principal("builder") }))).toMatchObject(refusal);
    await add("roles", { principal: principal("ci/builder") });
  });

  test("come, change revision, and go; the last one takes the policy with it", async () => {
    await put("shared");
    const none = {
      name: "ResourceNotFoundException",
      code: "PolicyNotFound",
      message: "No policies associated with profile shared",
      $metadata: { httpStatusCode: 404 },
    };
    expect(await errorOf(list("shared"))).toMatchObject(none);

    // The Terraform provider sends an empty revision with the first one.
    const first = await add("shared", { revisionId: "" });
    expect(await add("shared")).toMatchObject({ revisionId: first.revisionId });
    expect(await errorOf(add("shared", { action: "signer:GetSigningProfile" }))).toMatchObject({
      name: "ValidationException",
      code: "InvalidPermissionStatement",
      message: "Statement with statementId build is already in the policy",
    });
    expect(await errorOf(add("shared", { statementId: "second" }))).toMatchObject({
      name: "ValidationException",
      message:
        "Resource Policy exists for Profile Name shared. But no revisionId was provided in the request",
    });
    expect(await errorOf(add("shared", { statementId: "second", revisionId: "old" }))).toMatchObject({
      name: "ConflictException",
      code: "PolicyRevisionIdMismatch",
      $metadata: { httpStatusCode: 409 },
    });
    const second = await add("shared", { statementId: "second", revisionId: first.revisionId });
    expect(second.revisionId).not.toBe(first.revisionId);
    const listed = await list("shared");
    expect(listed.revisionId).toBe(second.revisionId);
    expect(listed.permissions!.map(({ statementId }) => statementId)).toEqual(["build", "second"]);

    const remove = (statementId: string, revisionId?: string) =>
      aws.signer.send(new RemoveProfilePermissionCommand({ profileName: "shared", statementId, revisionId }));
    const third = await remove("build", second.revisionId);
    await remove("second", third.revisionId);
    expect(await errorOf(list("shared"))).toMatchObject(none);
    await add("shared");
  });

  test("stay listable when their profile is canceled, as another revision that can't be changed", async () => {
    await put("canceled_shared");
    const { revisionId } = await add("canceled_shared");
    await cancel("canceled_shared");
    const listed = await list("canceled_shared");
    expect(listed.permissions).toHaveLength(1);
    expect(listed.revisionId).not.toBe(revisionId);
    await cancel("canceled_shared");
    expect((await list("canceled_shared")).revisionId).toBe(listed.revisionId);
    const remove = new RemoveProfilePermissionCommand({
      profileName: "canceled_shared",
      statementId: "build",
      revisionId: listed.revisionId,
    });
    expect(await errorOf(aws.signer.send(remove))).toMatchObject({
      code: "ProfileNotActive",
      message: "Cannot remove permission from a profile in Canceled state",
    });
  });

  test("are one page: there is no token for a next one", async () => {
    await put("one_page");
    await add("one_page");
    expect((await list("one_page")).nextToken).toBeUndefined();
    const next = new ListProfilePermissionsCommand({ profileName: "one_page", nextToken: "invented" });
    expect((await errorOf(aws.signer.send(next))).name).toBe("ValidationException");
  });

  test("are removed by their id and the policy's revision", async () => {
    await put("removing");
    const { revisionId } = await add("removing");
    const remove = (statementId: string, revision: string) =>
      aws.signer.send(
        new RemoveProfilePermissionCommand({
          profileName: "removing",
          statementId,
          revisionId: revision,
        }),
      );
    expect(await errorOf(remove("build", "old"))).toMatchObject({
      name: "ConflictException",
      code: "PolicyRevisionIdMismatch",
      message: `Specified revisionId (old) does not match the revisionId of the existing policy (${revisionId})`,
    });
    expect(await errorOf(remove("other", revisionId!))).toMatchObject({
      name: "ResourceNotFoundException",
      code: "PolicyNotFound",
      message: "No policy named other associated with removing profile",
    });
    await remove("build", revisionId!);
  });

  test("are refused with AWS's reasons", async () => {
    await put("picky");
    expect(await errorOf(add("picky", { revisionId: "none-yet" }))).toMatchObject({
      message: "Resource Policy does not exist but revisionId was specified in the request",
    });
    expect(await errorOf(add("picky", { principal: "*" }))).toMatchObject({
      code: "InvalidPrincipal",
      message: "Principal is not a valid AWS account id or IAM Role Arn",
    });
    expect(await errorOf(add("picky", { action: "signer:SignPayload" }))).toMatchObject({
      name: "ValidationException",
      message:
        "Action signer:SignPayload not supported for platform AWSLambda-SHA384-ECDSA. Action must be one of [signer:StartSigningJob, signer:GetSigningProfile, signer:RevokeSignature]",
    });
    await cancel("picky");
    expect(await errorOf(add("picky"))).toMatchObject({
      code: "ProfileNotActive",
      message: "Cannot add permission to a profile in Canceled state",
    });
  });

  test("have a size, in which an account is the ARN of its root", async () => {
    const { arn } = await put("sized");
    await add("sized");
    const policy = [
      {
        Sid: "build",
        Effect: "Allow",
        Principal: { AWS: "arn:aws:iam::210987654321:root" },
        Action: "signer:StartSigningJob",
        Resource: arn,
      },
    ];
    expect((await list("sized")).policySizeBytes).toBe(JSON.stringify(policy).length);
  });

  test("fit into 2000 bytes", async () => {
    await put("crowded");
    let revisionId: string | undefined;
    const addMany = async () => {
      for (let at = 0; at < 20; at++) {
        ({ revisionId } = await add("crowded", { statementId: `statement_${at}`, revisionId }));
      }
    };
    expect(await errorOf(addMany())).toMatchObject({
      name: "ServiceLimitExceededException",
      message: "Policy cannot exceed maximum size of 2000 bytes",
      $metadata: { httpStatusCode: 402 },
    });
    const { permissions } = await list("crowded");
    expect(permissions!.length).toBeGreaterThan(5);
  });
});

test("platforms", async () => {
  const platform = await aws.signer.send(new GetSigningPlatformCommand({ platformId: LAMBDA_PLATFORM }));
  expect(platform).toMatchObject({
    displayName: "AWS Lambda",
    partner: "AWSLambda",
    target: "SHA384-ECDSA",
    maxSizeInMB: 250,
    revocationSupported: true,
  });
  const { platforms } = await aws.signer.send(new ListSigningPlatformsCommand({}));
  expect(platforms!.map(({ platformId }) => platformId)).toEqual([
    "AWSLambda-SHA384-ECDSA",
    "AWSIoTDeviceManagement-SHA256-ECDSA",
    "AmazonFreeRTOS-TI-CC3220SF",
    "AmazonFreeRTOS-Default",
    "Notation-OCI-SHA384-ECDSA",
  ]);
  const { platforms: lambda } = await aws.signer.send(
    new ListSigningPlatformsCommand({ partner: "AWSLambda" }),
  );
  expect(lambda).toHaveLength(1);
});
