import { expectEqual, expectMatch, expectMembers, expectThat, list, text } from "../expect";
import { type Fixtures, unique } from "../fixtures";
import { handlerThatAnswers } from "../packages";
import { type OperationCase, operationRows } from "./operations";

const ID = /^csc-[a-z0-9]{17}$/;
const config = async (fixtures: Fixtures) => fixtures.config("Enforce", await fixtures.profile());

async function functionWithConfig(fixtures: Fixtures) {
  const profile = await fixtures.profile();
  const CodeSigningConfigArn = await fixtures.config("Enforce", profile);
  const FunctionName = unique("function");
  const signed = await fixtures.sign(await handlerThatAnswers("first"), profile);
  await fixtures.create(FunctionName, signed.location, { CodeSigningConfigArn });
  return { FunctionName, CodeSigningConfigArn, profile };
}

const cases: Record<string, OperationCase> = {
  CreateCodeSigningConfig: {
    claim: "CreateCodeSigningConfig makes a config, 201, and answers it with id and ARN.",
    input: async (fixtures) => ({
      Description: "Release",
      AllowedPublishers: { SigningProfileVersionArns: [(await fixtures.profile()).versionArn] },
      CodeSigningPolicies: { UntrustedArtifactOnDeployment: "Enforce" },
    }),
    check: ({ CodeSigningConfig }, input) =>
      expectMembers("the config", CodeSigningConfig as object, {
        CodeSigningConfigId: ID,
        CodeSigningConfigArn: /^arn:aws:lambda:us-east-1:\d{12}:code-signing-config:csc-[a-z0-9]{17}$/,
        Description: "Release",
        AllowedPublishers: input.AllowedPublishers,
        CodeSigningPolicies: input.CodeSigningPolicies,
      }),
  },
  GetCodeSigningConfig: {
    claim: "GetCodeSigningConfig answers a config.",
    input: async (fixtures) => ({ CodeSigningConfigArn: await config(fixtures) }),
    check: (output, { CodeSigningConfigArn }) =>
      expectEqual("ARN", text(output, "CodeSigningConfig.CodeSigningConfigArn"), CodeSigningConfigArn),
  },
  UpdateCodeSigningConfig: {
    claim: "UpdateCodeSigningConfig changes what it is given.",
    input: async (fixtures) => ({
      CodeSigningConfigArn: await config(fixtures),
      CodeSigningPolicies: { UntrustedArtifactOnDeployment: "Warn" },
    }),
    check: (output, { CodeSigningPolicies }) =>
      expectMembers("the config", output.CodeSigningConfig as object, { CodeSigningPolicies }),
  },
  DeleteCodeSigningConfig: {
    claim: "DeleteCodeSigningConfig deletes a config that no function has, 204.",
    input: async (fixtures) => ({ CodeSigningConfigArn: await config(fixtures) }),
  },
  ListCodeSigningConfigs: {
    claim: "ListCodeSigningConfigs lists configs.",
    input: async (fixtures) => {
      await config(fixtures);
      return {};
    },
    check: (output) => expectThat("there are configs", list(output, "CodeSigningConfigs").length > 0, output),
  },
  ListFunctionsByCodeSigningConfig: {
    claim: "ListFunctionsByCodeSigningConfig lists the functions that have a config.",
    input: async (fixtures) => {
      const { CodeSigningConfigArn } = await functionWithConfig(fixtures);
      return { CodeSigningConfigArn };
    },
    check: (output) => expectMatch("the function", list(output, "FunctionArns")[0], /:function:function_/),
  },
  PutFunctionCodeSigningConfig: {
    claim: "PutFunctionCodeSigningConfig gives a function a config.",
    input: async (fixtures) => {
      const { FunctionName } = await functionWithConfig(fixtures);
      return { FunctionName, CodeSigningConfigArn: await config(fixtures) };
    },
    check: (output, input) => expectMembers("the answer", output, input),
  },
  GetFunctionCodeSigningConfig: {
    claim: "GetFunctionCodeSigningConfig tells the config of a function.",
    input: async (fixtures) => ({ FunctionName: (await functionWithConfig(fixtures)).FunctionName }),
    check: (output, input) =>
      expectMembers("the answer", output, { ...input, CodeSigningConfigArn: /:code-signing-config:csc-/ }),
  },
  DeleteFunctionCodeSigningConfig: {
    claim: "DeleteFunctionCodeSigningConfig takes a function's config away, 204.",
    input: async (fixtures) => ({ FunctionName: (await functionWithConfig(fixtures)).FunctionName }),
  },
  TagResource: {
    claim: "TagResource adds tags to a config.",
    input: async (fixtures) => ({ Resource: await config(fixtures), Tags: { team: "claims" } }),
    check: async (_output, { Resource }, fixtures) =>
      expectEqual("tags", (await fixtures.lambda("ListTags", { Resource })).Tags, { team: "claims" }),
  },
  ListTags: {
    claim: "ListTags lists a config's tags, those of its making too.",
    input: async (fixtures) => {
      const made = await fixtures.lambda("CreateCodeSigningConfig", {
        AllowedPublishers: { SigningProfileVersionArns: [(await fixtures.profile()).versionArn] },
        Tags: { team: "claims" },
      });
      return { Resource: text(made, "CodeSigningConfig.CodeSigningConfigArn") };
    },
    check: (output) => expectEqual("tags", output.Tags, { team: "claims" }),
  },
  UntagResource: {
    claim: "UntagResource takes tags off a config.",
    input: async (fixtures) => {
      const Resource = await config(fixtures);
      await fixtures.lambda("TagResource", { Resource, Tags: { team: "claims", stage: "dev" } });
      return { Resource, TagKeys: ["team"] };
    },
    check: async (_output, { Resource }, fixtures) =>
      expectEqual("tags", (await fixtures.lambda("ListTags", { Resource })).Tags, { stage: "dev" }),
  },
};

export const LAMBDA_OPERATIONS = operationRows({
  service: "Lambda",
  command: "lambda",
  modelOf: ({ models }) => models.lambda,
  cases,
});
