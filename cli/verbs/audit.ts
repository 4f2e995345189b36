import { Option } from "commander";
import { examples, several, type Verb } from "./verb";

export interface AuditOptions {
  /** Of this program. */
  readonly toolVersion: string;
  /** Each `--region` of the call, in its order. */
  readonly region: readonly string[];
  /** Comma-separated. */
  readonly regions?: string;
  readonly policy?: string;
  readonly publisher?: readonly string[];
  readonly expiresWithin: string;
  readonly versions?: boolean;
  readonly resume?: string;
  readonly sarif?: string;
  readonly junit?: string;
  readonly html?: string;
}

export const audit: Verb = ({ command, run }) => {
  const verb = command("audit", "look for everything that is wrong in an account")
    .description(
      "Looks at all functions of an account, in one or several Regions: unsigned code and layers, configs under Warn or " +
        "missing, publishers that aren't allowed, signatures that are revoked, expired or expire soon, canceled and revoked " +
        "profiles. It takes Lambda's and Signer's word and downloads nothing: `verify` looks at the bytes.\n\n" +
        "What couldn't be read is listed. An audit that was interrupted goes on where it was when it is called again the " +
        "same way within an hour.",
    )
    .option("--regions <names>", "Regions, with commas; or give --region several times")
    .option("--policy <file>", "trust policy: publishers and levels (see docs/cli.md)")
    .addOption(
      new Option(
        "--publisher <arn>",
        "signing profile version that may sign, also with * (several times)",
      ).argParser(several),
    )
    .option("--expires-within <time>", "find signatures that expire within this time", "90d")
    .option("--versions", "published versions, too")
    .option(
      "--resume <file>",
      "keep what was read in this file, and go on with what an earlier audit kept in it",
    )
    .option("--sarif <file>", "write the findings as SARIF 2.1.0, too")
    .option("--junit <file>", "write the report as JUnit XML, too")
    .option("--html <file>", "write the report as a page of its own, too")
    .addHelpText(
      "after",
      examples(
        "signed-lambda audit",
        "signed-lambda audit --regions eu-west-1,us-east-1 --policy trust-policy.json --html audit.html",
        "signed-lambda audit --expires-within 30d --sarif audit.sarif --junit audit.xml --output json --output-file audit.json",
      ),
    );
  // The option of the program takes one; here each of them counts.
  const region: string[] = [];
  verb.parent?.on("option:region", (name: string) => region.push(name));
  verb.action((options: Omit<AuditOptions, "region" | "toolVersion">) =>
    run(verb, async (session) => {
      const toolVersion = verb.parent?.version() ?? "unknown";
      return (await import("../actions/audit.js")).audit(session, { ...options, region, toolVersion });
    }),
  );
};
