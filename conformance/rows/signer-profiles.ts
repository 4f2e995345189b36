import { AwsCallError, expectRefusal, refusalOf } from "../clients/aws-client";
import { jsonOf } from "../clients/boto3";
import { Deviation, expectEqual, expectMatch, expectThat, list, text } from "../expect";
import { IOT_PLATFORM, LAMBDA_PLATFORM, NOTATION_PLATFORM, unique } from "../fixtures";
import { handlerThatAnswers } from "../packages";
import { rowsOf } from "../row";
import type { Stage } from "../stage";

const measured = { grade: "measured live" as const, client: "boto3" };
const documented = { grade: "documented" as const, client: "boto3" };
const MONTH = 30.4 * 86_400_000;

const taken = (name: string) => ({
  exception: "ValidationException",
  status: 400,
  code: "ProfileAlreadyExists",
  message: `Profile with name ${name} already exists`,
});
const put = ({ fixtures }: Stage, profileName: string, more: object = {}) =>
  fixtures.signer("PutSigningProfile", { profileName, platformId: LAMBDA_PLATFORM, ...more });

/** Revokes a profile from a time on. */
export const revoke = (
  { fixtures }: Stage,
  profile: { name: string; version: string },
  effectiveTime: Date,
) =>
  fixtures.signer("RevokeSigningProfile", {
    profileName: profile.name,
    profileVersion: profile.version,
    reason: "key leaked",
    effectiveTime,
  });
/** A time in whole seconds, which are all that Signer takes. */
export const ago = (seconds: number): Date => new Date(Math.floor(Date.now() / 1000 - seconds) * 1000);

async function platform({ boto3 }: Stage, platformId: string) {
  const { platforms } = await boto3.call("signer", "ListSigningPlatforms");
  const found = (platforms as Record<string, unknown>[]).find((one) => one.platformId === platformId);
  if (!found) throw new Deviation("platforms", platformId, platforms);
  return found;
}

/** A platform in the columns that are known of it. */
interface PlatformFacts {
  readonly displayName: string;
  readonly partner: string;
  readonly target: string;
  readonly encryption: readonly string[];
  readonly hash: string;
  readonly format: string;
  readonly megabytes: number;
  readonly revocation: boolean;
}

const platformRow = (id: string, expected: PlatformFacts) => ({
  ...measured,
  claim: `${id} is ${expected.partner}'s "${expected.displayName}", ${expected.encryption.join(" or ")} with ${expected.hash}, ${expected.format}, up to ${expected.megabytes} MB, ${expected.revocation ? "with" : "without"} revocation.`,
  show: async (stage: Stage) => {
    const one = await platform(stage, id);
    const got = {
      displayName: one.displayName,
      partner: one.partner,
      target: one.target,
      encryption: list(one, "signingConfiguration.encryptionAlgorithmOptions.allowedValues"),
      hash: list(one, "signingConfiguration.hashAlgorithmOptions.allowedValues")[0],
      format: list(one, "signingImageFormat.supportedFormats")[0],
      megabytes: one.maxSizeInMB,
      revocation: one.revocationSupported,
    };
    expectEqual(id, got, expected);
  },
});

const FREE_RTOS = { partner: "AmazonFreeRTOS", format: "JSONEmbedded", megabytes: 16, revocation: false };

export const SIGNER_PROFILES = rowsOf("Signer", "profile", {
  "put-only-creates": {
    ...measured,
    claim:
      "PutSigningProfile never changes a profile: a second one of the name is refused, an identical one too.",
    show: async (stage) => {
      const { name } = await stage.fixtures.profile();
      await expectRefusal("the same again", put(stage, name), taken(name));
      await put(stage, unique("another"));
    },
  },
  "names-are-taken-for-good": {
    ...measured,
    claim: "The name of a canceled or revoked profile stays taken.",
    show: async (stage) => {
      const canceled = await stage.fixtures.profile();
      await stage.fixtures.signer("CancelSigningProfile", { profileName: canceled.name });
      await expectRefusal("a canceled profile's name", put(stage, canceled.name), taken(canceled.name));
      const revoked = await stage.fixtures.profile();
      await revoke(stage, revoked, ago(60));
      await expectRefusal("a revoked profile's name", put(stage, revoked.name), taken(revoked.name));
    },
  },
  "no-signing-parameters": {
    ...measured,
    claim: "The Lambda platform takes no signing parameters.",
    show: async (stage) =>
      expectRefusal("signingParameters", put(stage, unique("p"), { signingParameters: { a: "b" } }), {
        exception: "ValidationException",
        status: 400,
        message: "Signing parameters should not be present when using AWSLambda-SHA384-ECDSA platform",
      }),
  },
  "unknown-platform": {
    ...documented,
    claim: "A profile of a platform that doesn't exist is refused.",
    show: async (stage) => {
      const refused = await refusalOf(put(stage, unique("p"), { platformId: "NoSuchPlatform" }));
      expectThat(
        "the refusal is one of the model",
        refused instanceof AwsCallError &&
          refused.exception in stage.models.signer.errorsOf("PutSigningProfile"),
        refused?.exception,
      );
    },
  },
  "default-validity": {
    ...documented,
    claim: "Signatures are valid for 135 months unless the profile says otherwise.",
    show: async ({ fixtures }) => {
      const { name } = await fixtures.profile();
      const { signatureValidityPeriod } = await fixtures.signer("GetSigningProfile", { profileName: name });
      expectEqual("signatureValidityPeriod", signatureValidityPeriod, { value: 135, type: "MONTHS" });
      const job = await fixtures.job(await fixtures.put(await handlerThatAnswers("long")), name);
      const months =
        (Date.parse(text(job, "signatureExpiresAt")) - Date.parse(text(job, "createdAt"))) / MONTH;
      expectThat("the signature lives for 134 to 136 months", months > 134 && months < 136, months);
    },
  },
  "longest-validity": {
    ...documented,
    claim: "More than 135 months are refused, in years and days too; 135 are taken.",
    show: async (stage) => {
      for (const signatureValidityPeriod of [
        { value: 136, type: "MONTHS" },
        { value: 12, type: "YEARS" },
        { value: 4200, type: "DAYS" },
      ]) {
        await expectRefusal(
          JSON.stringify(signatureValidityPeriod),
          put(stage, unique("long"), { signatureValidityPeriod }),
          { exception: "ValidationException", status: 400 },
        );
      }
      await put(stage, unique("long"), { signatureValidityPeriod: { value: 135, type: "MONTHS" } });
    },
  },
  "one-day": {
    ...measured,
    claim: "A validity of one day works, and the signature expires a day after the signing.",
    show: async ({ fixtures }) => {
      const { name } = await fixtures.profile({ signatureValidityPeriod: { value: 1, type: "DAYS" } });
      const job = await fixtures.job(await fixtures.put(await handlerThatAnswers("short")), name);
      const hours =
        (Date.parse(text(job, "signatureExpiresAt")) - Date.parse(text(job, "createdAt"))) / 3_600_000;
      expectThat("it lives for a day", Math.abs(hours - 24) < 0.1, hours);
    },
  },
  arns: {
    ...documented,
    claim:
      "ARNs of profiles and jobs have a slash before `signing-profiles` and `signing-jobs`; versions are ten letters and digits.",
    show: async ({ fixtures, region, accountId }) => {
      const { arn, name, version, versionArn } = await fixtures.profile();
      expectEqual("arn", arn, `arn:aws:signer:${region}:${accountId}:/signing-profiles/${name}`);
      expectEqual("profileVersionArn", versionArn, `${arn}/${version}`);
      expectMatch("profileVersion", version, /^[a-zA-Z0-9]{10}$/);
    },
  },
  "cancel-is-idempotent": {
    ...measured,
    claim: "Canceling a canceled profile is accepted.",
    show: async ({ fixtures }) => {
      const { name } = await fixtures.profile();
      await fixtures.signer("CancelSigningProfile", { profileName: name });
      await fixtures.signer("CancelSigningProfile", { profileName: name });
    },
  },
  "cancel-unknown": {
    ...measured,
    claim: "Canceling a profile that doesn't exist is a 404 with code ProfileNotFound.",
    show: ({ fixtures }) =>
      expectRefusal("cancel", fixtures.signer("CancelSigningProfile", { profileName: "no_such_profile" }), {
        exception: "ResourceNotFoundException",
        status: 404,
        code: "ProfileNotFound",
        message: "Signing Profile with name no_such_profile does not exist.",
      }),
  },
  "revoked-cannot-be-canceled": {
    ...measured,
    claim: "A revoked profile can't be canceled; one that isn't can.",
    show: async (stage) => {
      const { fixtures } = stage;
      const profile = await fixtures.profile();
      await revoke(stage, profile, ago(60));
      await expectRefusal("cancel", fixtures.signer("CancelSigningProfile", { profileName: profile.name }), {
        exception: "ValidationException",
        status: 400,
        message: `Signing Profile ${profile.name} cannot be canceled because it has been revoked. A revoked profile cannot be canceled.`,
      });
      await fixtures.signer("CancelSigningProfile", { profileName: (await fixtures.profile()).name });
    },
  },
  "list-shows-active": {
    ...documented,
    claim: "ListSigningProfiles shows active profiles only, unless `includeCanceled` is set.",
    show: async ({ boto3, fixtures }) => {
      const region = "eu-central-1";
      const canceled = await fixtures.profile({}, { region });
      const active = await fixtures.profile({}, { region });
      await fixtures.signer("CancelSigningProfile", { profileName: canceled.name }, { region });
      const names = async (input: object) =>
        list(await boto3.call("signer", "ListSigningProfiles", { ...input }, { region }), "profiles")
          .map((one) => text(one, "profileName"))
          .sort();
      expectEqual("profiles", await names({}), [active.name]);
      expectEqual(
        "with canceled ones",
        await names({ includeCanceled: true }),
        [active.name, canceled.name].sort(),
      );
    },
  },
  "list-pages": {
    ...documented,
    claim: "`maxResults` and `nextToken` walk through a list without a gap or a repetition.",
    show: async ({ fixtures, boto3 }) => {
      const region = "eu-west-3";
      const made = await Promise.all([1, 2, 3, 4, 5].map(() => fixtures.profile({}, { region })));
      const seen: string[] = [];
      let nextToken: unknown;
      do {
        const page = await boto3.call(
          "signer",
          "ListSigningProfiles",
          { maxResults: 2, nextToken },
          { region },
        );
        expectThat("at most two a page", list(page, "profiles").length <= 2, page);
        seen.push(...list(page, "profiles").map((one) => text(one, "profileName")));
        nextToken = page.nextToken;
      } while (nextToken);
      expectEqual("all of them", seen.sort(), made.map(({ name }) => name).sort());
    },
  },
  "platform-lambda": platformRow(LAMBDA_PLATFORM, {
    ...{ displayName: "AWS Lambda", partner: "AWSLambda", target: "SHA384-ECDSA", encryption: ["ECDSA"] },
    ...{ hash: "SHA384", format: "JSONDetached", megabytes: 250, revocation: true },
  }),
  "platform-iot-device-management": platformRow(IOT_PLATFORM, {
    displayName: "AWS IoT Device Management SHA256-ECDSA ",
    ...{ partner: "AWSIoTDeviceManagement", target: "SHA256-ECDSA", encryption: ["ECDSA"] },
    ...{ hash: "SHA256", format: "JSONDetached", megabytes: 2048, revocation: false },
  }),
  "platform-freertos-ti": platformRow("AmazonFreeRTOS-TI-CC3220SF", {
    displayName: "Amazon FreeRTOS SHA1-RSA CC3220SF-Format",
    ...{ ...FREE_RTOS, target: "SHA1-RSA-TISHA1", encryption: ["RSA"], hash: "SHA1" },
  }),
  "platform-freertos-default": platformRow("AmazonFreeRTOS-Default", {
    displayName: "Amazon FreeRTOS SHA256-ECDSA",
    ...{ ...FREE_RTOS, target: "SHA256-ECDSA", encryption: ["ECDSA", "RSA"], hash: "SHA256" },
  }),
  "platform-notation": {
    ...measured,
    claim: 'Notation-OCI-SHA384-ECDSA is "Notation for container registries", with SHA384 and revocation.',
    show: async (stage) => {
      const one = await platform(stage, NOTATION_PLATFORM);
      expectEqual("displayName", one.displayName, "Notation for container registries");
      expectEqual("revocationSupported", one.revocationSupported, true);
      expectEqual("hash", list(one, "signingConfiguration.hashAlgorithmOptions.allowedValues"), ["SHA384"]);
    },
  },
  "platform-category": {
    ...measured,
    claim: "Platforms have the category `AWS`, although the API's model has only `AWSIoT`.",
    show: async (stage) => expectEqual("category", (await platform(stage, LAMBDA_PLATFORM)).category, "AWS"),
  },
  "errors-have-two-codes": {
    ...measured,
    claim:
      "An error names its exception in `x-amzn-ErrorType`, and has `message` and a finer `code` in its body.",
    show: async (stage) => {
      const { name } = await stage.fixtures.profile();
      const input = { profileName: name, platformId: LAMBDA_PLATFORM };
      const { headers, text: body } = await stage.boto3.exchange("signer", "PutSigningProfile", input);
      expectEqual("x-amzn-errortype", headers?.["x-amzn-errortype"], "ValidationException");
      expectEqual("body", jsonOf(body), {
        message: `Profile with name ${name} already exists`,
        code: "ProfileAlreadyExists",
      });
    },
  },
});
