import { examples, type Verb } from "./verb";

export interface SignOptions {
  readonly signingProfile: string;
  readonly profileOwner?: string;
  readonly bucket: string;
  readonly prefix: string;
  readonly out?: string;
  readonly timeout: string;
}

export const sign: Verb = ({ command, run }) => {
  const verb = command("sign <file-or-folder>", "sign a deployment package with AWS Signer")
    .description(
      "Uploads a deployment package to the artifact bucket, has AWS Signer sign it, and says where the signed one is. A " +
        "folder is packed first, as it is and reproducibly: the same files give the same bytes.\n\n" +
        "The bucket must keep versions, and be in the signing profile's Region.",
    )
    .requiredOption("--signing-profile <name>", "signing profile to sign with")
    .option("--profile-owner <account>", "account of the signing profile, when it is another's")
    .requiredOption("--bucket <name>", "artifact bucket: the package goes there, and the signed one too")
    .option("--prefix <text>", "of both objects' keys, before unsigned/ and signed/", "")
    .option("--out <file>", "download the signed package to this file, and verify that it is what was sent")
    .option("--timeout <seconds>", "how long to wait for the job", "300")
    .addHelpText(
      "after",
      examples(
        "signed-lambda sign build/claims.zip --signing-profile claims --bucket my-artifacts",
        "signed-lambda sign dist/claims --signing-profile claims --bucket my-artifacts --out claims-signed.zip",
      ),
    );
  verb.action((target: string, options: SignOptions) =>
    run(verb, async (session) => (await import("../actions/sign.js")).sign(session, target, options)),
  );
};
