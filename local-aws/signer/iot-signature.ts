import { createSign } from "node:crypto";
import { type ByteSource, readAll, readChunks } from "../../signature";
import { EMBEDDED_PAYLOAD_MEMBER, IOT_SIGNATURE_ALGORITHM } from "../unconfirmed";
import type { DeviceKeys } from "./device-keys";
import { platformOf } from "./platforms";
import type { JobRecord, ProfileRecord } from "./state";

/**
 * Signs for a device: the signed object is a compact JSON document about the source, which holds the source itself only
 * where the platform's format embeds it.
 */
export async function signForDevice(
  source: ByteSource,
  job: JobRecord,
  profile: ProfileRecord,
  keys: DeviceKeys,
): Promise<Buffer> {
  const platform = platformOf(job.platformId);
  const configuration = profile.overrides?.signingConfiguration;
  const encryption = configuration?.encryptionAlgorithm ?? platform.encryption[0]!;
  const hash = configuration?.hashAlgorithm ?? platform.hash;

  const signing = createSign(hash);
  for await (const chunk of readChunks(source, 0, source.size)) {
    signing.update(chunk);
  }
  const { privateKey } = await keys.of(encryption);
  const document = {
    ...(platform.format === "JSONEmbedded" && {
      [EMBEDDED_PAYLOAD_MEMBER]: (await readAll(source)).toString("base64"),
    }),
    rawPayloadSize: source.size,
    signature: signing.sign(privateKey, "base64"),
    signatureAlgorithm: IOT_SIGNATURE_ALGORITHM(hash, encryption),
    payloadLocation: { s3: job.source },
  };
  return Buffer.from(JSON.stringify(document));
}
