import { randomUUID } from "node:crypto";
import { accessSync, constants } from "node:fs";
import { rename, rm, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { collect } from "../audit/collect";
import { makeReport } from "../audit/make-report";
import { junit } from "../audit/output/junit";
import { sarif } from "../audit/output/sarif";
import { auditText } from "../audit/output/text";
import type { AuditReport } from "../audit/report";
import { AuditState, type AuditScope } from "../audit/state-file";
import type { AwsClients } from "../aws/clients";
import { Failure } from "../failure";
import type { Result } from "../output/output";
import { formatCount, parseWhen } from "../output/units";
import type { Session } from "../session";
import { trustPolicy } from "../trust-policy";
import type { AuditOptions } from "../verbs/audit";

export async function audit(session: Session, options: AuditOptions): Promise<Result> {
  const { io, output } = session;
  const expiresBefore = readExpiresWithin(options.expiresWithin, io.now());
  const policy = await trustPolicy(options);
  const files = filesOf(options);
  // An audit can take long: what it can't write to is said before.
  files.forEach(({ option, path }) => checkWritable(option, path));

  const clients = await session.clients();
  const regions = regionsOf(options);
  const asked = regions.length > 0 ? regions : [await clients.region()];
  const state = openState(session, options, scopeOf(clients, asked, options));
  if (state.isResumed) {
    output.note(
      `Going on with what an audit has read since ${state.startedAt.toISOString()} (${state.path}).`,
    );
  }

  const progress = output.progress("Functions listed:", undefined, formatCount);
  let isDone = false;
  try {
    const facts = await collect({
      clients,
      state,
      regions: asked,
      versions: options.versions ?? false,
      isLookedAt: (name) => policy.levelOf(name) !== "skip",
      onFunctions: (count) => progress.add(count),
    }).finally(() => progress.done());
    const report = makeReport(facts, {
      version: options.toolVersion,
      regions: asked,
      startedAt: state.startedAt,
      now: io.now(),
      expiresBefore,
      policy: { ...policy, file: options.policy ?? null },
    });
    for (const { option, path, render } of files) await write(option, path, await render(report));

    // In a file that the call names, what was read waits for what wasn't.
    isDone = report.notRead.length === 0 || options.resume === undefined;
    if (!isDone)
      output.note(`What was read is kept in '${options.resume}': called again, only the rest is asked for.`);
    const { outcome, verdict } = report;
    return { outcome, verdict, json: report, text: (paint) => auditText(report, paint) };
  } finally {
    state.close(isDone);
  }
}

function readExpiresWithin(text: string, now: Date): Date {
  const time = parseWhen(text, now);
  if (!time) {
    throw new Failure(
      "usage",
      `Expected --expires-within to be days from now such as 90d, or a time such as 2027-01-31, got: '${text}'.`,
    );
  }
  return time;
}

const REGION = /^[a-z]{2,}(-[a-z0-9]+)+$/;

/** In the order of the call, each once; none: the usual one. */
function regionsOf({ region, regions }: AuditOptions): string[] {
  const named = [...region, ...(regions === undefined ? [] : regions.split(",").map((name) => name.trim()))];
  for (const name of named) {
    if (!REGION.test(name)) {
      throw new Failure(
        "usage",
        `Expected Regions such as eu-west-1, several of them as eu-west-1,us-east-1, got: '${name}'.`,
      );
    }
  }
  return [...new Set(named)];
}

function openState({ io }: Session, { resume }: AuditOptions, scope: AuditScope): AuditState {
  return resume === undefined
    ? AuditState.openDefault(scope, io.environment, io.now())
    : AuditState.open(resume, scope, io.now());
}

const scopeOf = (
  clients: AwsClients,
  regions: readonly string[],
  { versions }: AuditOptions,
): AuditScope => ({
  regions,
  endpoint: clients.endpoint ?? null,
  identity: clients.identity ?? null,
  versions: versions ?? false,
});

interface ReportFile {
  readonly option: string;
  readonly path: string;
  readonly render: (report: AuditReport) => string | Promise<string>;
}

const filesOf = (options: AuditOptions): ReportFile[] =>
  [
    {
      option: "--sarif",
      path: options.sarif,
      render: (report: AuditReport) => `${JSON.stringify(sarif(report), undefined, 2)}\n`,
    },
    { option: "--junit", path: options.junit, render: junit },
    {
      option: "--html",
      path: options.html,
      render: async (report: AuditReport) => (await import("../audit/html/index.js")).renderHtml(report),
    },
  ].flatMap(({ path, ...file }) => (path === undefined ? [] : [{ ...file, path }]));

function checkWritable(option: string, path: string): void {
  try {
    accessSync(dirname(resolve(path)), constants.W_OK);
  } catch (error) {
    throw notWritable(option, path, error);
  }
}

/** A reader must never find half of it. */
async function write(option: string, path: string, content: string): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await writeFile(temporary, content, { flag: "wx" });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw notWritable(option, path, error);
  }
}

const notWritable = (option: string, path: string, error: unknown): Failure =>
  new Failure(
    "usage",
    `Expected ${option} to name a file that can be written, got '${path}': ${(error as Error).message}`,
    { cause: error },
  );
