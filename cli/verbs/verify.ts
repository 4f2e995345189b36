import { Option } from "commander";
import type { VerifyOptions } from "../actions/verify";
import { examples, several, type Verb } from "./verb";

export const verify: Verb = ({ command, run }) => {
  const verb = command("verify <target...>", "say whether files, functions or layers are what was signed")
    .description(
      "Says whether deployment packages are what was signed, by whom, until when, and whether that is still trusted.\n\n" +
        "A target is a function (its name or ARN, also with a version or alias), the ARN of a layer version, or else " +
        "a file; a file whose name looks like a function's is written ./name. A file is verified offline. Of a " +
        "function, the deployed package is downloaded and verified, its layers too, and Lambda and Signer are asked.",
    )
    .addOption(
      new Option(
        "--publisher <arn>",
        "signing profile version that may sign, also with * (several times)",
      ).argParser(several),
    )
    .addOption(
      new Option("--trust-root <file>", "root certificate to trust, in PEM (several times)").argParser(
        several,
      ),
    )
    .option("--policy <file>", "trust policy: publishers, roots and levels (see docs/cli.md)")
    .option("--at <time>", "judge the expiry at another time: 90d from now, or 2027-01-31")
    .addHelpText(
      "after",
      examples(
        "signed-lambda verify build/claims-signed.zip --publisher 'arn:aws:signer:*:123456789012:/signing-profiles/claims/*'",
        "signed-lambda verify submit-claim signing-profile-health --policy trust-policy.json",
        "signed-lambda verify submit-claim --at 90d --output json",
      ),
    );
  verb.action((targets: string[], options: VerifyOptions) =>
    run(verb, async (session) => (await import("../actions/verify.js")).verify(session, targets, options)),
  );
};
