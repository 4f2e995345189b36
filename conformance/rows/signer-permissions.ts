import { type Credentials, expectRefusal, type Input } from "../clients/aws-client";
import { expectEqual, expectMembers, list, text } from "../expect";
import { type Fixtures, IOT_PLATFORM, NOTATION_PLATFORM } from "../fixtures";
import { handlerThatAnswers } from "../packages";
import { rowsOf } from "../row";

const measured = { grade: "measured live" as const, client: "boto3" };
const PARTNER = "999999999999";
const STATEMENT = { action: "signer:StartSigningJob", principal: PARTNER, statementId: "partner" };

const add = (fixtures: Fixtures, profileName: string, more: Input = {}) =>
  fixtures.signer("AddProfilePermission", { profileName, ...STATEMENT, ...more });

/** The emulators take an access key of twelve digits for the account's. */
const OF_PARTNER: Credentials = { accessKeyId: PARTNER, secretAccessKey: "test" };

const invalid = (code: string, message: string | RegExp) => ({
  exception: "ValidationException",
  status: 400,
  code,
  message,
});

export const SIGNER_PERMISSIONS = rowsOf("Signer", "permission", {
  "actions-of-lambda": {
    ...measured,
    claim:
      "A permission on a Lambda profile is for StartSigningJob, GetSigningProfile or RevokeSignature; SignPayload isn't.",
    show: async ({ fixtures }) => {
      for (const action of ["signer:StartSigningJob", "signer:GetSigningProfile", "signer:RevokeSignature"]) {
        await add(fixtures, (await fixtures.profile()).name, { action });
      }
      for (const action of ["signer:SignPayload", "signer:PutSigningProfile"]) {
        await expectRefusal(action, add(fixtures, (await fixtures.profile()).name, { action }), {
          exception: "ValidationException",
          status: 400,
          message: new RegExp(
            `^Action ${action} not supported for platform AWSLambda-SHA384-ECDSA\\. Action must be one of \\[.+\\]$`,
          ),
        });
      }
    },
  },
  "actions-of-notation": {
    ...measured,
    claim: "A permission on a Notation profile may be for SignPayload; StartSigningJob isn't for it.",
    show: async ({ fixtures }) => {
      const { name } = await fixtures.profile({ platformId: NOTATION_PLATFORM });
      await expectRefusal("StartSigningJob", add(fixtures, name), {
        exception: "ValidationException",
        status: 400,
        message:
          /^Action signer:StartSigningJob not supported for platform Notation-OCI-SHA384-ECDSA\. Action must be one of \[/,
      });
      await add(fixtures, name, { action: "signer:SignPayload" });
    },
  },
  "principal-form": {
    ...measured,
    claim: "A principal is an account of twelve digits or the ARN of an IAM role.",
    show: async ({ fixtures, boto3 }) => {
      const { name } = await fixtures.profile();
      for (const principal of ["12345", "*", "arn:aws:iam::123456789012:user/eve", "signer.amazonaws.com"]) {
        await expectRefusal(
          principal,
          add(fixtures, name, { principal }),
          invalid("InvalidPrincipal", "Principal is not a valid AWS account id or IAM Role Arn"),
        );
      }
      const { Role } = await boto3.call("iam", "CreateRole", {
        RoleName: name,
        AssumeRolePolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement: [] }),
      });
      await add(fixtures, name, { principal: text(Role, "Arn") });
    },
  },
  "principal-exists": {
    ...measured,
    claim: "A role that doesn't exist is no principal: 404 `Principal not found`.",
    show: async ({ fixtures, accountId }) => {
      const principal = `arn:aws:iam::${accountId}:role/no-such-role`;
      await expectRefusal("the permission", add(fixtures, (await fixtures.profile()).name, { principal }), {
        exception: "ResourceNotFoundException",
        status: 404,
        message: "Principal not found",
      });
    },
  },
  "statement-id": {
    ...measured,
    claim: "A statement id has up to 64 letters, digits, underscores and dashes.",
    show: async ({ fixtures }) => {
      const { name } = await fixtures.profile();
      for (const statementId of ["with space", "dot.ted", "a".repeat(65)]) {
        await expectRefusal(statementId, add(fixtures, name, { statementId }), {
          exception: "ValidationException",
          status: 400,
        });
      }
      await add(fixtures, name, { statementId: `${"a".repeat(60)}_-9Z` });
    },
  },
  "same-statement-again": {
    ...measured,
    claim: "The same statement again changes nothing; another one of its id is refused.",
    show: async ({ fixtures }) => {
      const { name } = await fixtures.profile();
      const { revisionId } = await add(fixtures, name);
      expectEqual("the revision", (await add(fixtures, name, { revisionId })).revisionId, revisionId);
      await expectRefusal(
        "another",
        add(fixtures, name, { revisionId, action: "signer:GetSigningProfile" }),
        invalid("InvalidPermissionStatement", "Statement with statementId partner is already in the policy"),
      );
    },
  },
  "revision-of-no-policy": {
    ...measured,
    claim: "The first permission goes without a revision: one that is given is refused.",
    show: async ({ fixtures }) => {
      const { name } = await fixtures.profile();
      await expectRefusal("with a revision", add(fixtures, name, { revisionId: "1" }), {
        exception: "ValidationException",
        status: 400,
        message: "Resource Policy does not exist but revisionId was specified in the request",
      });
      await add(fixtures, name);
    },
  },
  "empty-revision-is-none": {
    ...measured,
    claim: "An empty revision counts as none, which is what the Terraform provider sends at first.",
    show: async ({ fixtures }) => {
      await add(fixtures, (await fixtures.profile()).name, { revisionId: "" });
    },
  },
  "revision-is-required": {
    ...measured,
    claim: "Further permissions must name the policy's revision.",
    show: async ({ fixtures }) => {
      const { name } = await fixtures.profile();
      const { revisionId } = await add(fixtures, name);
      await expectRefusal("without one", add(fixtures, name, { statementId: "second" }), {
        exception: "ValidationException",
        status: 400,
        message: `Resource Policy exists for Profile Name ${name}. But no revisionId was provided in the request`,
      });
      await add(fixtures, name, { statementId: "second", revisionId });
    },
  },
  "revision-must-match": {
    ...measured,
    claim: "A revision that isn't the policy's is a conflict, when adding and when removing.",
    show: async ({ fixtures }) => {
      const { name } = await fixtures.profile();
      const { revisionId } = await add(fixtures, name);
      const conflict = { exception: "ConflictException", status: 409, code: "PolicyRevisionIdMismatch" };
      const old = "0af5b0a8-3a94-4a29-8e5d-1d2b2b9a3c11";
      await expectRefusal(
        "adding",
        add(fixtures, name, { statementId: "second", revisionId: old }),
        conflict,
      );
      const remove = (id: unknown) =>
        fixtures.signer("RemoveProfilePermission", {
          profileName: name,
          statementId: "partner",
          revisionId: id,
        });
      await expectRefusal("removing", remove(old), conflict);
      await remove(revisionId);
    },
  },
  "policy-size": {
    ...measured,
    claim: "A policy has at most 2000 bytes: one more statement is a 402.",
    show: async ({ fixtures }) => {
      const { name } = await fixtures.profile();
      let revisionId: unknown;
      for (let count = 0; count < 40; count++) {
        const input = {
          statementId: `statement-${count}-${"x".repeat(40)}`,
          ...(count > 0 && { revisionId }),
        };
        const added = await add(fixtures, name, input).catch((error: unknown) => error);
        if (added instanceof Error) {
          await expectRefusal("the last", Promise.reject(added), {
            exception: "ServiceLimitExceededException",
            status: 402,
            message: "Policy cannot exceed maximum size of 2000 bytes",
          });
          const { policySizeBytes } = await fixtures.signer("ListProfilePermissions", { profileName: name });
          expectEqual("the policy is within its limit", (policySizeBytes as number) <= 2000, true);
          return;
        }
        revisionId = (added as { revisionId: string }).revisionId;
      }
      throw new Error("Expected 40 statements to be too many, and they were accepted");
    },
  },
  "no-policy-is-not-found": {
    ...measured,
    claim:
      "A profile without permissions has no policy: listing them is a 404, after the last was removed, too.",
    show: async ({ fixtures }) => {
      const { name } = await fixtures.profile();
      const listed = () => fixtures.signer("ListProfilePermissions", { profileName: name });
      const none = {
        exception: "ResourceNotFoundException",
        status: 404,
        code: "PolicyNotFound",
        message: `No policies associated with profile ${name}`,
      };
      await expectRefusal("before", listed(), none);
      const { revisionId } = await add(fixtures, name);
      expectEqual("with one", list(await listed(), "permissions").length, 1);
      await fixtures.signer("RemoveProfilePermission", {
        profileName: name,
        statementId: "partner",
        revisionId,
      });
      await expectRefusal("after", listed(), none);
    },
  },
  "inactive-profile": {
    ...measured,
    claim: "A profile that isn't active neither takes permissions nor loses any.",
    show: async ({ fixtures }) => {
      const { name } = await fixtures.profile();
      const { revisionId } = await add(fixtures, name);
      await fixtures.signer("CancelSigningProfile", { profileName: name });
      const message = "Cannot add permission to a profile in Canceled state";
      const adding = add(fixtures, name, { statementId: "second", revisionId });
      await expectRefusal("adding", adding, invalid("ProfileNotActive", message));
      const removing = fixtures.signer("RemoveProfilePermission", {
        profileName: name,
        statementId: "partner",
        revisionId,
      });
      await expectRefusal("removing", removing, {
        exception: "ValidationException",
        status: 400,
        code: "ProfileNotActive",
      });
    },
  },
  "cross-account-revoke": {
    grade: "documented",
    client: "boto3",
    claim:
      "With a permission, another account revokes a signature with `jobOwner`; without one it is denied.",
    show: async ({ fixtures, accountId }) => {
      const profile = await fixtures.profile();
      const { jobId } = await fixtures.sign(await handlerThatAnswers("partner"), profile);
      const revoke = () =>
        fixtures.signer(
          "RevokeSignature",
          { jobId, jobOwner: accountId, reason: "leak" },
          { credentials: OF_PARTNER },
        );
      await expectRefusal("without a permission", revoke(), {
        exception: "AccessDeniedException",
        status: 403,
      });
      await add(fixtures, profile.name, { action: "signer:RevokeSignature" });
      await revoke();
      const { revocationRecord } = await fixtures.signer("DescribeSigningJob", { jobId });
      expectEqual("reason", text(revocationRecord, "reason"), "leak");
    },
  },
  "cross-account-job": {
    grade: "documented",
    client: "boto3",
    claim: "With a permission, another account signs with `profileOwner`; without one it is denied.",
    show: async ({ fixtures, boto3, accountId }) => {
      const { name, versionArn } = await fixtures.profile();
      const options = { credentials: OF_PARTNER };
      const Bucket = `partner-${name.replace("_", "-")}`;
      await boto3.call("s3", "CreateBucket", { Bucket }, options);
      await boto3.call(
        "s3",
        "PutBucketVersioning",
        { Bucket, VersioningConfiguration: { Status: "Enabled" } },
        options,
      );
      const Body = await handlerThatAnswers("partner");
      const { VersionId } = await boto3.call("s3", "PutObject", { Bucket, Key: "a.zip", Body }, options);
      const source = { bucket: Bucket, key: "a.zip", version: text({ VersionId }, "VersionId") };
      const start = (token: string) =>
        fixtures.signer(
          "StartSigningJob",
          {
            ...fixtures.jobInput(source, name),
            clientRequestToken: `${name}${token}`,
            profileOwner: accountId,
          },
          options,
        );
      await expectRefusal("without a permission", start("1"), {
        exception: "AccessDeniedException",
        status: 403,
      });
      await add(fixtures, name);
      const started = await start("2");
      expectEqual("jobOwner", started.jobOwner, accountId);
      const job = await fixtures.endOf(text(started, "jobId"));
      expectMembers("the owner's view", job, {
        status: "Succeeded",
        jobOwner: accountId,
        jobInvoker: PARTNER,
        profileVersion: versionArn.split("/").at(-1),
      });
    },
  },
  "cross-account-get": {
    grade: "documented",
    client: "boto3",
    claim:
      "With a permission, another account reads the profile with `profileOwner`; without one it is denied.",
    show: async ({ fixtures, accountId }) => {
      const { name } = await fixtures.profile();
      const get = () =>
        fixtures.signer(
          "GetSigningProfile",
          { profileName: name, profileOwner: accountId },
          { credentials: OF_PARTNER },
        );
      await expectRefusal("without a permission", get(), { exception: "AccessDeniedException", status: 403 });
      await add(fixtures, name, { action: "signer:GetSigningProfile" });
      expectEqual("profileName", (await get()).profileName, name);
    },
  },
  "cross-account-platforms": {
    grade: "documented",
    client: "boto3",
    claim: "Signing for other accounts is for Lambda and container images only, not for IoT.",
    show: async ({ fixtures, accountId, region }) => {
      const certificateArn = `arn:aws:acm:${region}:${accountId}:certificate/0af5b0a8-3a94-4a29-8e5d-1d2b2b9a3c11`;
      const { name } = await fixtures.profile({
        platformId: IOT_PLATFORM,
        signingMaterial: { certificateArn },
      });
      await add(fixtures, name);
      const source = await fixtures.put(Buffer.from("firmware"), { key: "firmware" });
      const start = fixtures.signer(
        "StartSigningJob",
        { ...fixtures.jobInput(source, name), profileOwner: accountId },
        { credentials: OF_PARTNER },
      );
      await expectRefusal("the job", start, { exception: "ValidationException", status: 400 });
      await fixtures.signer("StartSigningJob", fixtures.jobInput(source, name));
    },
  },
});
