import { parseProfileArn } from "../aws/arns";
import { mapConcurrently } from "../aws/each";
import { CALLS_AT_ONCE, codeSigningConfigs, listFunctions, type ListedFunction } from "../aws/fleet";
import { isRead, type Read, unreadOf, type Unread, valueOf } from "../aws/read";
import { type ConfigFacts, type JobFacts, SigningFacts } from "../aws/signing-facts";
import type { Outcome } from "../exit-codes";
import { Failure } from "../failure";
import type { Result } from "../output/output";
import { formatCsv, formatTable } from "../output/table";
import { type Paint, printable } from "../output/terminal";
import { counted, formatCount, formatTime, parseWhen } from "../output/units";
import type { Session } from "../session";
import type { ListOptions } from "../verbs/list";

interface Row {
  readonly listed: ListedFunction;
  readonly config: Read<ConfigFacts | undefined>;
  /** `undefined` when the code has no signature. */
  readonly job: Read<JobFacts> | undefined;
}

export async function list(session: Session, options: ListOptions): Promise<Result | Outcome> {
  const { output, io } = session;
  if (options.csv && output.isJson) {
    throw new Failure("usage", "Expected one of --csv and --output json, got both.");
  }
  const expiresBefore = readExpiresBefore(options.expiresBefore, io.now());
  const signing = new SigningFacts(await session.clients());
  const region = await signing.clients.region();

  const progress = output.progress("Listing functions:", undefined, formatCount);
  const [functions, configOf] = await Promise.all([
    listFunctions(signing, { onFunctions: (count) => progress.add(count) }),
    codeSigningConfigs(signing),
  ]).finally(() => progress.done());

  const chosen = functions.filter(
    (one) =>
      (!options.signed || one.signingJobArn) &&
      (!options.unsigned || !one.signingJobArn) &&
      (!options.signingProfile || isSignedBy(one, options.signingProfile)) &&
      (!expiresBefore || one.signingJobArn),
  );
  const rows = await mapConcurrently(chosen, CALLS_AT_ONCE, async (one) =>
    rowOf(one, signing, configOf, options),
  );
  const shown = rows.filter((row) => row !== undefined).filter((row) => isBefore(row, expiresBefore));
  const unread = dedupe(shown.flatMap(({ config, job }) => [...unreadOf(config), ...unreadOf(job)]));

  const outcome: Outcome = unread.length > 0 ? "incomplete" : "fine";
  const of = shown.length === functions.length ? "" : ` of ${functions.length}`;
  const verdict =
    `${counted(shown.length, "function")}${of} in ${region}` +
    (unread.length > 0 ? `; ${counted(unread.length, "thing")} could not be read` : "");
  if (options.csv) {
    await output.writeData(
      formatCsv(
        HEADER,
        shown.map((row) => cells(row, "")),
      ),
    );
    unread.forEach(({ action, reason }) => output.warn(`${action}: ${reason}`));
    output.note(verdict);
    return outcome;
  }
  return {
    outcome,
    verdict,
    json: { region, functions: shown.map(asJson), unread },
    text: (paint) => [
      ...formatTable(
        HEADER,
        shown.map((row) => cells(row, "-")),
      ),
      ...unreadText(unread, paint),
      "",
    ],
  };
}

async function rowOf(
  listed: ListedFunction,
  signing: SigningFacts,
  configOf: Awaited<ReturnType<typeof codeSigningConfigs>>,
  { warn }: ListOptions,
): Promise<Row | undefined> {
  const config = await configOf(listed);
  // One whose config isn't known is shown, too: nothing is left out in silence.
  if (warn && isRead(config) && config.value?.policy === "Enforce") return undefined;
  return {
    listed,
    config,
    job: listed.signingJobArn ? await signing.job(listed.signingJobArn) : undefined,
  };
}

function readExpiresBefore(text: string | undefined, now: Date): Date | undefined {
  if (text === undefined) return undefined;
  const time = parseWhen(text, now);
  if (!time) {
    throw new Failure(
      "usage",
      `Expected --expires-before to be days from now such as 90d, or a time such as 2027-01-31, got: '${text}'.`,
    );
  }
  return time;
}

function isSignedBy({ signingProfileVersionArn: signer }: ListedFunction, wanted: string): boolean {
  if (signer === undefined) return false;
  return wanted.startsWith("arn:")
    ? signer === wanted || signer.startsWith(`${wanted}/`)
    : parseProfileArn(signer)?.name === wanted;
}

/** One whose expiry isn't known stays. */
function isBefore({ job }: Row, time: Date | undefined): boolean {
  const expiresAt = valueOf(job)?.expiresAt;
  return time === undefined || expiresAt === undefined || expiresAt < time;
}

const HEADER = ["FUNCTION", "POLICY", "SIGNED BY", "JOB", "EXPIRES", "CONFIG"];
const UNKNOWN = "not known";

function cells({ listed, config, job }: Row, none: string): string[] {
  const publisher = listed.signingProfileVersionArn && parseProfileArn(listed.signingProfileVersionArn);
  const read = valueOf(job);
  const attached = valueOf(config);
  return [
    listed.name,
    isRead(config) ? (attached?.policy ?? none) : UNKNOWN,
    publisher ? `${publisher.name}/${publisher.version}` : none,
    listed.signingJobArn
      ? `${listed.signingJobArn.split("/").pop()}${read?.revoked ? " (revoked)" : ""}`
      : none,
    job ? (read?.expiresAt ? formatTime(read.expiresAt) : UNKNOWN) : none,
    attached?.arn.split(":").pop() ?? none,
  ];
}

function asJson({ listed, config, job }: Row): object {
  const read = valueOf(job);
  return {
    name: listed.name,
    arn: listed.arn,
    packageType: listed.packageType,
    signingProfileVersionArn: listed.signingProfileVersionArn,
    signingJobArn: listed.signingJobArn,
    jobRevoked: read && read.revoked !== undefined,
    expiresAt: read?.expiresAt,
    // null: it has none; absent: not known.
    codeSigningConfig: isRead(config) ? (config.value ?? null) : undefined,
    layers: listed.layers,
  };
}

/** Many functions can miss the same thing. */
const dedupe = (unread: readonly Unread[]): Unread[] => [
  ...new Map(unread.map((one) => [`${one.action} ${one.about}`, one])).values(),
];

const unreadText = (unread: readonly Unread[], paint: Paint): string[] =>
  unread.map(({ action, reason }) => `${paint("yellow", "not known")} ${action}: ${printable(reason)}`);
