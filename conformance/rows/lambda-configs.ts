import { expectRefusal, refusalOf } from "../clients/aws-client";
import { jsonOf } from "../clients/boto3";
import { expectEqual, expectMatch, expectMembers, expectThat, list, text } from "../expect";
import { type Fixtures, unique } from "../fixtures";
import { handlerThatAnswers } from "../packages";
import { rowsOf } from "../row";

const measured = { grade: "measured live" as const, client: "boto3" };
const documented = { grade: "documented" as const, client: "boto3" };

const UNKNOWN = "arn:aws:lambda:us-east-1:123456789012:code-signing-config:csc-0123456789abcdef0";
const notFound = {
  exception: "ResourceNotFoundException",
  status: 404,
  message: `The Lambda code signing configuration ${UNKNOWN} can not be found.`,
};
const publishers = (...arns: string[]) => ({ AllowedPublishers: { SigningProfileVersionArns: arns } });
const anyPublisher = (index = 0) =>
  `arn:aws:signer:us-east-1:123456789012:/signing-profiles/profile_${index}/abcdefghij`;
const create = async (fixtures: Fixtures, more: object = {}) =>
  (await fixtures.lambda("CreateCodeSigningConfig", { ...publishers(anyPublisher()), ...more }))
    .CodeSigningConfig as Record<string, unknown>;

async function plainFunction(fixtures: Fixtures, more: object = {}): Promise<string> {
  const name = unique("function");
  await fixtures.create(name, await handlerThatAnswers("plain"), { ...more });
  return name;
}

export const LAMBDA_CONFIGS = rowsOf("Lambda", "config", {
  "default-is-warn": {
    ...documented,
    claim: "Without a policy a config warns.",
    show: async ({ fixtures }) =>
      expectEqual("CodeSigningPolicies", (await create(fixtures)).CodeSigningPolicies, {
        UntrustedArtifactOnDeployment: "Warn",
      }),
  },
  "last-modified": {
    ...measured,
    claim: "LastModified is ISO 8601 with nanoseconds and `Z`.",
    show: async ({ fixtures }) =>
      expectMatch(
        "LastModified",
        (await create(fixtures)).LastModified,
        /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/,
      ),
  },
  description: {
    ...measured,
    claim: "A description that isn't given is left out of the answer to Create, and empty later.",
    show: async ({ fixtures }) => {
      const created = await create(fixtures);
      expectThat("Create answers no description", !("Description" in created), created);
      const got = await fixtures.lambda("GetCodeSigningConfig", {
        CodeSigningConfigArn: created.CodeSigningConfigArn,
      });
      expectEqual("Get's", text(got, "CodeSigningConfig.Description"), "");
    },
  },
  "one-to-twenty-publishers": {
    ...documented,
    claim: "A config has 1 to 20 publishers.",
    client: "boto3 without its own checks",
    show: async ({ boto3, models }) => {
      const status = async (count: number) => {
        const arns = Array.from({ length: count }, (_, index) => anyPublisher(index));
        return (
          await boto3.exchange("lambda", "CreateCodeSigningConfig", publishers(...arns), { validate: false })
        ).status;
      };
      expectEqual(
        "0, 1, 20 and 21 publishers",
        [await status(0), await status(1), await status(20), await status(21)],
        [400, 201, 201, 400],
      );
      expectEqual(
        "the model's error is a 400",
        models.lambda.errorsOf("CreateCodeSigningConfig").InvalidParameterValueException,
        400,
      );
    },
  },
  "publishers-need-not-exist": {
    ...measured,
    claim:
      "Publishers aren't looked up: of another account, another Region, or without a version, they are taken.",
    show: async ({ fixtures }) => {
      const away = "arn:aws:signer:eu-west-1:999999999999:/signing-profiles/never_made/abcdefghij";
      await create(fixtures, publishers(away));
      await create(
        fixtures,
        publishers("arn:aws:signer:us-east-1:123456789012:/signing-profiles/never_made"),
      );
    },
  },
  "update-keeps-what-is-not-given": {
    ...measured,
    claim: "An update with empty policies, or with nothing, keeps what is there.",
    show: async ({ fixtures }) => {
      const { CodeSigningConfigArn } = await create(fixtures, {
        CodeSigningPolicies: { UntrustedArtifactOnDeployment: "Enforce" },
      });
      for (const change of [{ CodeSigningPolicies: {} }, {}]) {
        const { CodeSigningConfig } = await fixtures.lambda("UpdateCodeSigningConfig", {
          CodeSigningConfigArn,
          ...change,
        });
        expectMembers("the config", CodeSigningConfig as object, {
          CodeSigningPolicies: { UntrustedArtifactOnDeployment: "Enforce" },
          ...publishers(anyPublisher()),
        });
      }
    },
  },
  "unknown-config": {
    ...measured,
    claim: "Getting, updating, deleting and listing by a config that doesn't exist are 404s.",
    show: async ({ fixtures }) => {
      for (const operation of [
        "GetCodeSigningConfig",
        "UpdateCodeSigningConfig",
        "DeleteCodeSigningConfig",
        "ListFunctionsByCodeSigningConfig",
      ]) {
        await expectRefusal(
          operation,
          fixtures.lambda(operation, { CodeSigningConfigArn: UNKNOWN }),
          notFound,
        );
      }
    },
  },
  "put-unknown-config": {
    ...measured,
    claim:
      "Giving a function a config that doesn't exist is a CodeSigningConfigNotFoundException, before the function is looked for.",
    show: async ({ fixtures }) => {
      for (const FunctionName of [await plainFunction(fixtures), "no-such-function"]) {
        await expectRefusal(
          FunctionName,
          fixtures.lambda("PutFunctionCodeSigningConfig", { FunctionName, CodeSigningConfigArn: UNKNOWN }),
          {
            exception: "CodeSigningConfigNotFoundException",
            status: 404,
            message: `The code signing configuration cannot be found. Check that the provided configuration is not deleted: ${UNKNOWN}.`,
          },
        );
      }
    },
  },
  "delete-in-use": {
    ...measured,
    claim: "A config that a function has can't be deleted: 409; without the function it can.",
    show: async ({ fixtures }) => {
      const { CodeSigningConfigArn } = await create(fixtures);
      const FunctionName = await plainFunction(fixtures, { CodeSigningConfigArn });
      await expectRefusal("in use", fixtures.lambda("DeleteCodeSigningConfig", { CodeSigningConfigArn }), {
        exception: "ResourceConflictException",
        status: 409,
        message:
          "Lambda cannot delete the code signing configuration at this time — another operation is in progress. Try again later.",
      });
      await fixtures.lambda("DeleteFunction", { FunctionName });
      await fixtures.lambda("DeleteCodeSigningConfig", { CodeSigningConfigArn });
    },
  },
  "function-without-config": {
    ...measured,
    claim: "GetFunctionCodeSigningConfig of a function without one is 200 and empty; deleting none is 204.",
    show: async ({ fixtures, boto3 }) => {
      const FunctionName = await plainFunction(fixtures);
      const got = await boto3.exchange("lambda", "GetFunctionCodeSigningConfig", { FunctionName });
      expectEqual("Get", [got.status, jsonOf(got.text)], [200, {}]);
      const deleted = await boto3.exchange("lambda", "DeleteFunctionCodeSigningConfig", { FunctionName });
      expectEqual("Delete", deleted.status, 204);
    },
  },
  "qualified-name": {
    ...measured,
    claim: "A version or alias in the function's name is an InvalidParameterValueException.",
    client: "boto3 without its own checks",
    show: async ({ fixtures, boto3 }) => {
      const name = await plainFunction(fixtures);
      for (const qualifier of ["1", "live", "$LATEST"]) {
        const call = boto3.call(
          "lambda",
          "GetFunctionCodeSigningConfig",
          { FunctionName: `${name}:${qualifier}` },
          { validate: false },
        );
        await expectRefusal(qualifier, call, { exception: "InvalidParameterValueException", status: 400 });
      }
    },
  },
  "not-in-get-function": {
    ...measured,
    claim: "A function's own description doesn't tell its config.",
    show: async ({ fixtures, boto3 }) => {
      const { CodeSigningConfigArn } = await create(fixtures);
      const FunctionName = await plainFunction(fixtures, { CodeSigningConfigArn });
      const { text: body } = await boto3.exchange("lambda", "GetFunction", { FunctionName });
      expectThat("no ARN of a config in GetFunction", !body?.includes("code-signing-config"), body);
    },
  },
  regional: {
    ...documented,
    claim: "A config belongs to a Region: another one neither lists nor finds it.",
    show: async ({ fixtures }) => {
      const { CodeSigningConfigArn } = await create(fixtures);
      const options = { region: "ap-northeast-3" };
      const elsewhere = await fixtures.lambda("ListCodeSigningConfigs", {}, options);
      expectEqual("configs elsewhere", list(elsewhere, "CodeSigningConfigs"), []);
      const refused = await refusalOf(
        fixtures.lambda("GetCodeSigningConfig", { CodeSigningConfigArn }, options),
      );
      expectThat("another Region doesn't find it", refused !== undefined, "found");
    },
  },
  "errors-of-lambda": {
    ...measured,
    claim: "Lambda's errors have `Message` and `Type: User`, and the exception in `x-amzn-ErrorType`.",
    show: async ({ boto3 }) => {
      const { headers, text: body } = await boto3.exchange("lambda", "GetCodeSigningConfig", {
        CodeSigningConfigArn: UNKNOWN,
      });
      expectEqual("x-amzn-errortype", headers?.["x-amzn-errortype"], "ResourceNotFoundException");
      expectMembers("the body", jsonOf(body), { Type: "User", Message: notFound.message });
    },
  },
});
