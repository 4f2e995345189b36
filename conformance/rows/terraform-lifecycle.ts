import { createHash } from "node:crypto";
import type { PlannedChange } from "../../toolchain";
import type { Recorded } from "../clients/recorder";
import { withRoot } from "../clients/terraform-root";
import { type Location, unique } from "../fixtures";
import { handlerThatAnswers } from "../packages";
import type { Stage } from "../stage";

/** What the provider asked for at each step in the life of one of each resource. */
export interface Lifecycle {
  readonly names: { readonly profile: string; readonly function: string; readonly bucket: string };
  readonly create: readonly Recorded[];
  readonly read: readonly Recorded[];
  readonly update: readonly Recorded[];
  readonly destroy: readonly Recorded[];
  /** Of the plan after the first apply: nothing was changed. */
  readonly unchangedPlan: readonly PlannedChange[];
  /** Of a plan with another version of the source, another config and another description. */
  readonly changedPlan: readonly PlannedChange[];
  readonly signedKey: string;
}

interface Variables {
  readonly profile: string;
  readonly function: string;
  readonly source: Location;
  readonly config: "one" | "other";
  readonly layers: readonly string[];
  /** Hash of the unsigned package, in base64. */
  readonly unsignedHash: string;
}

const configuration = (given: Variables): string => `
resource "aws_signer_signing_profile" "this" {
  name        = "${given.profile}"
  platform_id = "AWSLambda-SHA384-ECDSA"
}

resource "aws_signer_signing_profile_permission" "this" {
  profile_name = aws_signer_signing_profile.this.name
  action       = "signer:StartSigningJob"
  principal    = "999999999999"
  statement_id = "partner"
}

resource "aws_signer_signing_job" "this" {
  profile_name = aws_signer_signing_profile.this.name
  source {
    s3 {
      bucket  = "${given.source.bucket}"
      key     = "${given.source.key}"
      version = "${given.source.version}"
    }
  }
  destination {
    s3 {
      bucket = "${given.source.bucket}"
      prefix = "signed/"
    }
  }
}

resource "aws_lambda_code_signing_config" "this" {
  for_each = toset(["one", "other"])
  allowed_publishers {
    signing_profile_version_arns = [aws_signer_signing_profile.this.version_arn]
  }
  policies {
    untrusted_artifact_on_deployment = "Enforce"
  }
}

resource "aws_lambda_function" "this" {
  function_name           = "${given.function}"
  role                    = "arn:aws:iam::123456789012:role/function"
  runtime                 = "nodejs22.x"
  handler                 = "index.handler"
  publish                 = true
  s3_bucket               = aws_signer_signing_job.this.signed_object[0].s3[0].bucket
  s3_key                  = aws_signer_signing_job.this.signed_object[0].s3[0].key
  code_signing_config_arn = aws_lambda_code_signing_config.this["${given.config}"].arn
  layers                  = ${JSON.stringify(given.layers)}
}

resource "aws_lambda_function" "hashed" {
  function_name    = "${given.function}_hashed"
  role             = "arn:aws:iam::123456789012:role/function"
  runtime          = "nodejs22.x"
  handler          = "index.handler"
  s3_bucket        = aws_signer_signing_job.this.signed_object[0].s3[0].bucket
  s3_key           = aws_signer_signing_job.this.signed_object[0].s3[0].key
  source_code_hash = "${given.unsignedHash}"
}
`;

const lifecycles = new WeakMap<Stage, Promise<Lifecycle>>();

/** Made once for all rows of a stage: it takes half a minute. */
export function lifecycle(stage: Stage): Promise<Lifecycle> {
  let made = lifecycles.get(stage);
  if (!made) {
    made = live(stage);
    lifecycles.set(stage, made);
  }
  return made;
}

async function live(stage: Stage): Promise<Lifecycle> {
  const { fixtures } = stage;
  const zip = await handlerThatAnswers("terraform");
  const source = await fixtures.put(zip);
  const next = await fixtures.put(await handlerThatAnswers("changed"), {
    key: source.key,
    bucket: source.bucket,
  });
  const names = { profile: unique("terraform"), function: unique("terraform"), bucket: source.bucket };
  const given = { ...names, source, config: "one", layers: [], unsignedHash: sha256(zip) } as const;
  const result: { -readonly [K in keyof Lifecycle]?: Lifecycle[K] } = { names };
  await withRoot(stage, configuration(given), async (root) => {
    await root.apply();
    result.create = root.take();
    const { plannedChanges } = await root.plan();
    result.unchangedPlan = plannedChanges;
    result.read = root.take();
    const shown = await root.run("show", "-json");
    result.signedKey = /"key":"(signed\/[^"]+)"/.exec(shown)?.[1];
    const layer = await fixtures.layer((await fixtures.sign(zip, { name: names.profile })).zip);
    const changed = {
      ...given,
      source: next,
      config: "other",
      layers: [layer.LayerVersionArn as string],
    } as const;
    await root.write(configuration(changed));
    result.changedPlan = (await root.plan()).plannedChanges;
    root.take();
    await root.apply();
    result.update = root.take();
    await root.destroy();
    result.destroy = root.take();
  });
  return result as Lifecycle;
}

const sha256 = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("base64");
