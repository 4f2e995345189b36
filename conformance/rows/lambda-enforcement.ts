import { createHash } from "node:crypto";
import { expectRefusal } from "../clients/aws-client";
import { bytes } from "../clients/boto3";
import { expectEqual, expectMembers, expectThat, member, text } from "../expect";
import { unique } from "../fixtures";
import { handlerThatAnswers, type Item, pack, repacked } from "../packages";
import { rowsOf } from "../row";
import type { Stage } from "../stage";
import {
  expectAccepted,
  expectRefused,
  fixturesOf,
  guarded,
  type Guarded,
  notAccepted,
  notProperlySigned,
} from "./enforcement";
import { ago, revoke } from "./signer-profiles";

const measured = { grade: "measured live" as const, client: "SDK for JavaScript" };
const documented = { grade: "documented" as const, client: "SDK for JavaScript" };
const DAY = 86_400_000;

const fields = ({ SigningProfileVersionArn, SigningJobArn }: Readonly<Record<string, unknown>>) => [
  SigningProfileVersionArn,
  SigningJobArn,
];
/** Of what expired or was revoked AWS's exception is known, and no text. */
const REFUSED = { exception: "CodeVerificationFailedException", status: 400 };
const none = [undefined, undefined];

async function invoke({ boto3 }: Stage, FunctionName: string): Promise<unknown> {
  const { Payload } = await boto3.call("lambda", "Invoke", { FunctionName });
  return JSON.parse(bytes(Payload).toString());
}

const unchanged = (items: Item[]): Item[] => items;
const changed = (items: Item[]): Item[] =>
  items.map(([name, body]) =>
    name === "index.js" ? [name, `${body.toString()}// changed\n`] : [name, body],
  );
const renamed = (items: Item[]): Item[] =>
  items.map(([name, body]) => [name === "lib/table.json" ? "lib/other.json" : name, body]);
const reordered = ([first, second, ...rest]: Item[]): Item[] => [second!, first!, ...rest];

/** Changed after signing: refused under both policies; the same repacked without the change is accepted. */
async function showIntegrity(stage: Stage, change: (items: Item[]) => Item[]): Promise<void> {
  for (const policy of ["Enforce", "Warn"] as const) {
    const guard = await guarded(stage, policy);
    const { zip } = await guard.sign(await handlerThatAnswers(unique("signed")));
    await expectRefused(
      guard,
      await repacked(zip, change),
      await repacked(zip, unchanged),
      notProperlySigned(guard.arn),
    );
  }
}

async function layersOf(guard: Guarded) {
  const source = await pack([["nodejs/index.js", `module.exports = "${unique("layer")}";\n`]]);
  const { zip, jobArn } = await guard.sign(source);
  const { zip: byStranger } = await guard.fixtures.sign(source, await guard.fixtures.profile());
  const tampered = await repacked(zip, (items) =>
    items.map(([name, body]) => [name, name.endsWith(".js") ? "changed" : body]),
  );
  const publish = async (code: Buffer) => {
    const made = await guard.fixtures.layer(code);
    return { arn: text(made, "LayerVersionArn"), made };
  };
  return {
    signed: await publish(zip),
    stranger: await publish(byStranger),
    unsigned: await publish(source),
    tampered: await publish(tampered),
    jobArn,
  };
}

export const LAMBDA_ENFORCEMENT = [
  ...rowsOf("Lambda", "enforcement", {
    "unsigned-refused": {
      ...measured,
      claim:
        "Under Enforce an update without a signature is refused by the function's ARN, with DryRun too; signed, it is deployed.",
      show: async (stage) => {
        const guard = await guarded(stage, "Enforce");
        const zip = await handlerThatAnswers("second");
        await expectRefused(guard, zip, (await guard.sign(zip)).zip, notAccepted(guard.arn));
      },
    },
    "unsigned-refused-cli": {
      ...measured,
      client: "AWS CLI",
      claim:
        "The AWS CLI's `update-function-code` is refused as every client's is; with a signed package it deploys.",
      show: async (stage) => {
        const guard = await guarded(stage, "Enforce", stage.cli);
        const zip = await handlerThatAnswers("second");
        await expectRefusal("unsigned", guard.fixtures.update(guard.name, zip), notAccepted(guard.arn));
        await guard.fixtures.update(guard.name, (await guard.sign(zip)).zip);
      },
    },
    "unsigned-refused-boto3": {
      ...measured,
      client: "boto3",
      claim: "With the package in the request boto3 is refused, too; with a signed one it deploys.",
      show: async (stage) => {
        const guard = await guarded(stage, "Enforce", stage.boto3);
        const ZipFile = await handlerThatAnswers("inline");
        const update = (zip: Buffer) =>
          stage.boto3.call("lambda", "UpdateFunctionCode", { FunctionName: guard.name, ZipFile: zip });
        await expectRefusal("unsigned", update(ZipFile), notAccepted(guard.arn));
        await update((await guard.sign(ZipFile)).zip);
      },
    },
    "creation-refused-by-name": {
      ...measured,
      claim: "At a function's creation the refusal names the function by its name.",
      show: async (stage) => {
        const { fixtures, config, sign } = await guarded(stage, "Enforce");
        const name = unique("created");
        const zip = await handlerThatAnswers("created");
        await expectRefusal(
          "unsigned",
          fixtures.create(name, zip, { CodeSigningConfigArn: config }),
          notAccepted(name),
        );
        await fixtures.create(name, (await sign(zip)).location, { CodeSigningConfigArn: config });
      },
    },
    "unlisted-publisher": {
      ...measured,
      claim:
        "Under Enforce code of a publisher that the config doesn't list is refused; under Warn it is deployed.",
      show: async (stage) => {
        const [guard, lax] = [await guarded(stage, "Enforce"), await guarded(stage, "Warn")];
        const zip = await handlerThatAnswers("of a stranger");
        const { zip: foreign } = await guard.fixtures.sign(zip, await guard.fixtures.profile());
        await expectRefused(guard, foreign, (await guard.sign(zip)).zip, notAccepted(guard.arn));
        await expectAccepted(lax, foreign);
      },
    },
    tampered: {
      ...measured,
      claim: "Code that was changed after it was signed is refused under Enforce and under Warn.",
      show: (stage) => showIntegrity(stage, changed),
    },
    renamed: {
      ...measured,
      claim: "A signed package with a renamed entry is refused under Enforce and under Warn.",
      show: (stage) => showIntegrity(stage, renamed),
    },
    reordered: {
      ...measured,
      claim: "A signed package with entries in another order is refused under Enforce and under Warn.",
      show: (stage) => showIntegrity(stage, reordered),
    },
    "what-is-not-covered": {
      ...measured,
      claim:
        "Compression, times, permissions, extra fields and comments aren't signed: a package that differs in them is deployed.",
      show: async (stage) => {
        const guard = await guarded(stage, "Enforce");
        const options = {
          compress: false,
          mtime: new Date("2020-02-02"),
          mode: 0o100755,
          comment: "repacked",
          forceZip64Format: true,
        };
        for (const [name, value] of Object.entries(options)) {
          const { zip } = await guard.sign(await handlerThatAnswers(unique("repacked")));
          await expectAccepted(guard, await repacked(zip, unchanged, { [name]: value }));
        }
      },
    },
    "no-length-framing": {
      ...measured,
      claim:
        "Nothing marks where a name ends and its body begins: a package whose boundary was moved is accepted.",
      show: async (stage) => {
        const guard = await guarded(stage, "Enforce");
        const boundary = unique("boundary");
        const source = await pack([
          ["index.js", `exports.handler = async () => "${boundary}";\n`],
          ["a", `b${boundary}`],
        ]);
        const { zip } = await guard.sign(source);
        const moved = (items: Item[]) =>
          items.map(([name, body]): Item => (name === "a" ? ["ab", boundary] : [name, body]));
        await expectRefused(
          guard,
          await repacked(zip, changed),
          await repacked(zip, moved),
          notProperlySigned(guard.arn),
        );
      },
    },
    "warn-lets-unsigned-through": {
      ...measured,
      claim:
        "Under Warn code without a signature is deployed, with DryRun too, and the function no longer shows one.",
      show: async (stage) => {
        const guard = await guarded(stage, "Warn");
        const got = () => guard.fixtures.lambda("GetFunctionConfiguration", { FunctionName: guard.name });
        expectThat("signed code shows its signature", fields(await got()).every(Boolean), await got());
        await expectAccepted(guard, await handlerThatAnswers("unsigned"));
        expectEqual("the fields of the signature", fields(await got()), none);
      },
    },
    "revoked-job": {
      ...documented,
      claim: "Under Enforce code whose job's signature was revoked is refused, under Warn it is deployed.",
      show: async (stage) => {
        const [guard, lax] = [await guarded(stage, "Enforce"), await guarded(stage, "Warn")];
        const zip = await handlerThatAnswers("revoked");
        for (const [one, isRefused] of [
          [guard, true],
          [lax, false],
        ] as const) {
          const revoked = await one.sign(zip);
          await stage.boto3.call("signer", "RevokeSignature", {
            jobId: revoked.jobId,
            reason: "wrong build",
          });
          if (isRefused) await expectRefused(one, revoked.zip, (await one.sign(zip)).zip, REFUSED);
          else await expectAccepted(one, revoked.zip);
        }
      },
    },
    "revoked-in-all-regions": {
      ...documented,
      claim: "A signature that is revoked in its Region fails at functions of every Region.",
      show: async (stage) => {
        const { fixtures, profile, sign } = await guarded(stage, "Enforce");
        const options = { region: "us-west-2" };
        const made = await fixtures.lambda(
          "CreateCodeSigningConfig",
          {
            AllowedPublishers: { SigningProfileVersionArns: [profile.versionArn] },
            CodeSigningPolicies: { UntrustedArtifactOnDeployment: "Enforce" },
          },
          options,
        );
        const CodeSigningConfigArn = text(made, "CodeSigningConfig.CodeSigningConfigArn");
        const { zip, jobId } = await sign(await handlerThatAnswers("west"));
        const create = (name: string) =>
          fixtures.lambda(
            "CreateFunction",
            {
              FunctionName: name,
              Role: `arn:aws:iam::${stage.accountId}:role/function`,
              Runtime: "nodejs22.x",
              Handler: "index.handler",
              Code: { ZipFile: zip },
              CodeSigningConfigArn,
            },
            options,
          );
        await create(unique("west"));
        await stage.boto3.call("signer", "RevokeSignature", { jobId, reason: "wrong build" });
        const name = unique("west");
        await expectRefusal("in us-west-2", create(name), REFUSED);
      },
    },
    "revoked-profile": {
      ...documented,
      claim:
        "Code signed after the time from which its profile is revoked is refused; what was signed before it is deployed.",
      show: async (stage) => {
        const guard = await guarded(stage, "Enforce");
        const before = await guard.sign(await handlerThatAnswers("before"));
        const job = await guard.fixtures.signer("DescribeSigningJob", { jobId: before.jobId });
        const signedAt = new Date(job.createdAt as string | Date).getTime();
        // Revocations know whole seconds.
        const from = Math.ceil(signedAt / 1000 + 1) * 1000;
        while (Date.now() < from + 100) await new Promise((done) => setTimeout(done, 100));
        const after = await guard.sign(await handlerThatAnswers("after"));
        await revoke(stage, guard.profile, new Date(from));
        await expectRefused(guard, after.zip, before.zip, REFUSED);
      },
    },
    "canceled-profile": {
      ...documented,
      claim: "What a profile signed before it was canceled stays valid.",
      show: async (stage) => {
        const guard = await guarded(stage, "Enforce");
        const { zip } = await guard.sign(await handlerThatAnswers("canceled"));
        await stage.boto3.call("signer", "CancelSigningProfile", { profileName: guard.profile.name });
        await expectAccepted(guard, zip);
      },
    },
    "deployed-code-stays": {
      ...documented,
      claim: "Neither a revocation nor a new or changed config touches what is deployed: it still runs.",
      show: async (stage) => {
        const fixtures = fixturesOf(stage, stage.sdk);
        const name = unique("running");
        await fixtures.create(name, await handlerThatAnswers("still running"));
        const profile = await fixtures.profile();
        const CodeSigningConfigArn = await fixtures.config("Warn", profile);
        await fixtures.lambda("PutFunctionCodeSigningConfig", { FunctionName: name, CodeSigningConfigArn });
        const CodeSigningPolicies = { UntrustedArtifactOnDeployment: "Enforce" };
        await fixtures.lambda("UpdateCodeSigningConfig", { CodeSigningConfigArn, CodeSigningPolicies });
        expectEqual("its answer", await invoke(stage, name), "still running");
        const { zip, jobId } = await fixtures.sign(await handlerThatAnswers("signed"), profile);
        await fixtures.update(name, zip);
        await revoke(stage, profile, ago(0));
        await stage.boto3.call("signer", "RevokeSignature", { jobId, reason: "wrong build" });
        expectEqual("its answer", await invoke(stage, name), "signed");
        await expectRefusal("the next deployment", fixtures.update(name, zip), {
          exception: "CodeVerificationFailedException",
        });
      },
    },
    "publish-version-unchecked": {
      ...measured,
      claim: "PublishVersion isn't checked: a function with unsigned code publishes under Enforce.",
      show: async (stage) => {
        const fixtures = fixturesOf(stage, stage.sdk);
        const name = unique("published");
        await fixtures.create(name, await handlerThatAnswers("unsigned"));
        const CodeSigningConfigArn = await fixtures.config("Enforce", await fixtures.profile());
        await fixtures.lambda("PutFunctionCodeSigningConfig", { FunctionName: name, CodeSigningConfigArn });
        expectEqual(
          "Version",
          (await fixtures.lambda("PublishVersion", { FunctionName: name })).Version,
          "1",
        );
        await expectRefusal("an update", fixtures.update(name, await handlerThatAnswers("x")), {
          exception: "CodeVerificationFailedException",
        });
      },
    },
    "layers-always-publish": {
      ...measured,
      claim: "PublishLayerVersion never fails on signatures; only a layer with a sound one shows it.",
      show: async (stage) => {
        const guard = await guarded(stage, "Enforce");
        const { signed, unsigned, tampered, jobArn } = await layersOf(guard);
        const content = (made: unknown) => member(made, "Content") as Record<string, unknown>;
        expectEqual("signed", fields(content(signed.made)), [guard.profile.versionArn, jobArn]);
        expectEqual("unsigned", fields(content(unsigned.made)), none);
        expectEqual("tampered", fields(content(tampered.made)), none);
      },
    },
    "layers-are-checked": {
      ...documented,
      claim:
        "Setting layers is checked under Enforce, and the refusal names the layer version; a layer of a listed publisher is taken, and shows its signature.",
      show: async (stage) => {
        const guard = await guarded(stage, "Enforce");
        const { fixtures, name } = guard;
        const { signed, stranger, unsigned, jobArn } = await layersOf(guard);
        const set = (arn: string) =>
          fixtures.lambda("UpdateFunctionConfiguration", { FunctionName: name, Layers: [arn] });
        await expectRefusal("an unsigned layer", set(unsigned.arn), notAccepted(unsigned.arn));
        await expectRefusal("a stranger's layer", set(stranger.arn), notAccepted(stranger.arn));
        await set(signed.arn);
        await fixtures.settled(name);
        const got = await fixtures.lambda("GetFunctionConfiguration", { FunctionName: name });
        const [layer] = got.Layers as Record<string, unknown>[];
        expectEqual("the layer's signature", fields(layer!), [guard.profile.versionArn, jobArn]);
      },
    },
    "layers-at-creation": {
      ...measured,
      claim: "CreateFunction with a layer that isn't accepted is refused by the layer version's ARN.",
      show: async (stage) => {
        const guard = await guarded(stage, "Enforce");
        const { signed, unsigned } = await layersOf(guard);
        const { location } = await guard.sign(await handlerThatAnswers("layered"));
        const create = (arn: string) =>
          guard.fixtures.create(unique("layered"), location, {
            CodeSigningConfigArn: guard.config,
            Layers: [arn],
          });
        await expectRefusal("an unsigned layer", create(unsigned.arn), notAccepted(unsigned.arn));
        await create(signed.arn);
      },
    },
    "signature-is-shown": {
      ...measured,
      claim:
        "Create, update, GetFunction and GetFunctionConfiguration show the signing profile version and the job of a valid signature.",
      show: async (stage) => {
        const guard = await guarded(stage, "Enforce");
        const { fixtures, name, profile } = guard;
        const { zip, jobArn, location } = await guard.sign(await handlerThatAnswers("shown"));
        const expected = [profile.versionArn, jobArn];
        expectEqual("UpdateFunctionCode", fields(await fixtures.update(name, zip)), expected);
        const got = await fixtures.lambda("GetFunction", { FunctionName: name });
        expectEqual("GetFunction", fields(member(got, "Configuration") as Record<string, unknown>), expected);
        expectEqual(
          "GetFunctionConfiguration",
          fields(await fixtures.lambda("GetFunctionConfiguration", { FunctionName: name })),
          expected,
        );
        const created = await fixtures.create(unique("shown"), location, {
          CodeSigningConfigArn: guard.config,
        });
        expectEqual("CreateFunction", fields(created), expected);
      },
    },
    "signature-without-config": {
      ...measured,
      grade: "unconfirmed",
      claim: "A function without a config shows the signature of its code, too.",
      show: async (stage) => {
        const fixtures = fixturesOf(stage, stage.sdk);
        const profile = await fixtures.profile();
        const { location, jobArn } = await fixtures.sign(await handlerThatAnswers("no config"), profile);
        expectEqual("CreateFunction", fields(await fixtures.create(unique("free"), location)), [
          profile.versionArn,
          jobArn,
        ]);
      },
    },
    "hash-of-signed-package": {
      ...measured,
      claim: "CodeSha256 and CodeSize are those of the signed package.",

      show: async (stage) => {
        const guard = await guarded(stage, "Enforce");
        const { zip } = await guard.sign(await handlerThatAnswers("hashed"));

        expectMembers("UpdateFunctionCode", await guard.fixtures.update(guard.name, zip), {
          CodeSize: zip.length,
          CodeSha256: createHash("sha256").update(zip).digest("base64"),
        });
      },
    },
    "tampered-layer": {
      ...documented,
      claim:
        "A layer that was changed after it was signed is refused under Enforce and under Warn, by the layer version's ARN.",
      show: async (stage) => {
        for (const policy of ["Enforce", "Warn"] as const) {
          const guard = await guarded(stage, policy);
          const { signed, tampered } = await layersOf(guard);
          const set = (arn: string) =>
            guard.fixtures.lambda("UpdateFunctionConfiguration", { FunctionName: guard.name, Layers: [arn] });
          await expectRefusal("the tampered layer", set(tampered.arn), notProperlySigned(tampered.arn));
          await set(signed.arn);
        }
      },
    },
    "text-of-revoked": {
      ...documented,
      grade: "unconfirmed",
      claim: "What expired or was revoked is refused with the same text as what is unsigned.",
      show: async (stage) => {
        const guard = await guarded(stage, "Enforce");
        const { zip, jobId } = await guard.sign(await handlerThatAnswers("revoked"));
        await guard.fixtures.update(guard.name, zip, { DryRun: true });
        await stage.boto3.call("signer", "RevokeSignature", { jobId, reason: "wrong build" });
        await expectRefusal("revoked", guard.fixtures.update(guard.name, zip), notAccepted(guard.arn));
      },
    },
    "no-images": {
      ...documented,
      claim: "A function that is a container image can't have a config.",
      show: async (stage) => {
        const { fixtures, config } = await guarded(stage, "Enforce");
        const image = {
          PackageType: "Image",
          Code: { ImageUri: `${stage.accountId}.dkr.ecr.us-east-1.amazonaws.com/app:1` },
        };
        const create = fixtures.lambda("CreateFunction", {
          FunctionName: unique("image"),
          Role: `arn:aws:iam::${stage.accountId}:role/function`,
          ...image,
          CodeSigningConfigArn: config,
        });
        await expectRefusal("an image", create, { exception: "InvalidParameterValueException", status: 400 });
      },
    },
  }),
  ...rowsOf(
    "Lambda",
    "enforcement",
    {
      expired: {
        ...documented,
        claim:
          "Under Enforce code whose signature has expired is refused, under Warn it is deployed; a day before, both take it.",
        show: async (stage) => {
          const validity = { signatureValidityPeriod: { value: 3, type: "DAYS" } };
          const [guard, lax] = [
            await guarded(stage, "Enforce", stage.sdk, validity),
            await guarded(stage, "Warn", stage.sdk, validity),
          ];
          const [zip, other] = [await handlerThatAnswers("expired"), await handlerThatAnswers("other")];
          const [old, alsoOld] = [await guard.sign(zip), await lax.sign(zip)];
          await stage.setClockForward(2 * DAY);
          await expectAccepted(guard, old.zip);
          await expectAccepted(lax, alsoOld.zip);
          await expectAccepted(guard, (await guard.sign(other)).zip);
          await expectAccepted(lax, (await lax.sign(other)).zip);
          await stage.setClockForward(2 * DAY);
          await expectRefused(guard, old.zip, (await guard.sign(zip)).zip, REFUSED);
          await expectAccepted(lax, alsoOld.zip);
        },
      },
      "certificate-is-judged-at-signing": {
        ...measured,
        claim:
          "The certificates need to be valid when it is signed, not when it is deployed: months later it is still taken.",
        show: async (stage) => {
          const guard = await guarded(stage, "Enforce");
          const { zip } = await guard.sign(await handlerThatAnswers("months old"));
          await stage.setClockForward(120 * DAY);
          await expectAccepted(guard, zip);
        },
      },
    },
    "own",
  ),
];
