import { type Command, Option } from "commander";
import { examples, several, type Verb } from "./verb";

export interface RevokeOptions {
  readonly reason?: string;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly deployedIn?: readonly string[];
}

export interface RevokeProfileOptions extends RevokeOptions {
  readonly effectiveFrom?: string;
}

const JOB_SUMMARY = "revoke the signature that a signing job made";
const PROFILE_SUMMARY = "revoke a signing profile, and what it signed from a time on";

export const revoke: Verb = ({ command, run }) => {
  const verb = command(
    "revoke",
    "revoke a signing job or a signing profile, after showing what is deployed from it",
  )
    .description(
      "Revokes a signature, or a signing profile with what it signed from a time on. It can't be undone, and counts in " +
        "all Regions. Lambda refuses revoked code at the next deployment; what runs goes on running.\n\n" +
        "First it shows the functions and layers that are deployed from it, then asks for a reason and a confirmation. " +
        "A script gives both: --yes --reason TEXT.",
    )
    .addHelpText(
      "after",
      examples(
        "signed-lambda revoke job 0af5b0a8-3a94-4a29-8e5d-1d2b2b9a3c11 --dry-run",
        "signed-lambda revoke job 0af5b0a8-3a94-4a29-8e5d-1d2b2b9a3c11 --yes --reason 'a secret got into the package'",
        "signed-lambda revoke profile claims --effective-from 2026-11-01 --deployed-in us-east-1 --deployed-in eu-west-1",
      ),
    );
  const below = (usage: string, summary: string): Command =>
    common(
      verb
        .command(usage)
        .summary(summary)
        .description(`${summary[0]!.toUpperCase()}${summary.slice(1)}.`),
    )
      .helpOption("--help", "show this")
      .allowExcessArguments(false);

  const job = below("job <id-or-arn>", JOB_SUMMARY);
  job.action((target: string, options: RevokeOptions) =>
    run(job, async (session) => (await import("../actions/revoke.js")).revokeJob(session, target, options)),
  );

  const profile = below("profile <name>", PROFILE_SUMMARY).option(
    "--effective-from <time>",
    "what was signed from then on is revoked, such as 2026-11-01T12:00:00Z (default: now)",
  );
  profile.action((name: string, options: RevokeProfileOptions) =>
    run(profile, async (session) =>
      (await import("../actions/revoke.js")).revokeProfile(session, name, options),
    ),
  );
};

const common = (command: Command): Command =>
  command
    .option("--reason <text>", "why, as Signer records it")
    .option("--yes", "don't ask for a confirmation; needs --reason")
    .option("--dry-run", "show what is deployed from it, and revoke nothing")
    .addOption(
      new Option(
        "--deployed-in <region>",
        "Region to look for what is deployed from it (several times; default: that of the call)",
      ).argParser(several),
    );
