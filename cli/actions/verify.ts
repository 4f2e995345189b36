import { type FunctionTarget, type LayerTarget, parseTarget } from "../aws/arns";
import { mapConcurrently } from "../aws/each";
import type { FunctionFacts, LayerFacts } from "../aws/function-facts";
import type { SigningFacts } from "../aws/signing-facts";
import { gravest, type Outcome } from "../exit-codes";
import { Failure } from "../failure";
import { type Finding, type WeighedFinding, weigh } from "../judge/finding";
import { judgeFunction, judgeLayer } from "../judge/judge-function";
import { type Judge, judgePackage } from "../judge/judge-package";
import type { Result } from "../output/output";
import { counted, parseWhen } from "../output/units";
import { openFile } from "../packages/file-source";
import { type PackageFacts, readPackage, watched } from "../packages/package-facts";
import { withTemporaryFolder } from "../packages/temporary-folder";
import type { Session } from "../session";
import { type Level, type TrustOptions, type TrustPolicy, trustPolicy } from "../trust-policy";
import { verifyText } from "./verify-text";

export interface VerifyOptions extends TrustOptions {
  /** `90d` or ISO 8601. */
  readonly at?: string;
}

export interface FileFacts {
  readonly kind: "file";
  readonly package: PackageFacts;
}

/** One target, judged. */
export interface Judged {
  readonly target: string;
  /** What it was taken for. */
  readonly kind: "file" | "function" | "layer";
  readonly level: Level;
  /** `undefined` when it was skipped, or couldn't be read at all. */
  readonly facts: FileFacts | FunctionFacts | LayerFacts | undefined;
  readonly findings: readonly WeighedFinding[];
  readonly outcome: Outcome;
}

/** So many functions at once: their packages are on the disk at the same time. */
const AT_ONCE = 4;

export async function verify(
  session: Session,
  targets: readonly string[],
  options: VerifyOptions,
): Promise<Result> {
  const policy = await trustPolicy(options);
  const judge: Judge = {
    publishers: policy.publishers,
    now: readNow(options.at, session.io.now()),
    localEndpoint: session.endpoint,
  };
  const judged = await withTemporaryFolder(async (downloads) => {
    const verifier = new Verifier(session, policy, judge, downloads);
    return mapConcurrently(targets, AT_ONCE, (target) => verifier.verify(target));
  });
  return {
    outcome: gravest(judged.map(({ outcome }) => outcome)),
    verdict: verdictOn(judged),
    json: { targets: judged },
    text: (paint) => verifyText(judged, judge, paint),
  };
}

function readNow(at: string | undefined, now: Date): Date {
  if (at === undefined) return now;
  const time = parseWhen(at, now);
  if (!time) {
    throw new Failure(
      "usage",
      `Expected --at to be days from now such as 90d, or a time such as 2027-01-31, got: '${at}'.`,
    );
  }
  return time;
}

class Verifier {
  private signing: Promise<SigningFacts> | undefined;

  constructor(
    private readonly session: Session,
    private readonly policy: TrustPolicy,
    private readonly judge: Judge,
    private readonly downloads: string,
  ) {}

  async verify(target: string): Promise<Judged> {
    const parsed = parseTarget(target);
    const kind = parsed?.kind ?? "file";
    const level = parsed?.kind === "function" ? this.policy.levelOf(parsed.name) : this.policy.level;
    if (level === "skip") return { target, kind, level, facts: undefined, findings: [], outcome: "fine" };
    try {
      const { facts, findings } = await this.look(target, parsed);
      const weighed = weigh(findings, level);
      const outcome = gravest(weighed.filter(({ counts }) => counts).map((finding) => finding.outcome));
      return { target, kind, level, facts, findings: weighed, outcome };
    } catch (error) {
      // The others are still judged.
      if (!(error instanceof Failure)) throw error;
      const finding = { outcome: error.outcome, subject: target, message: hint(error, target), counts: true };
      return { target, kind, level, facts: undefined, findings: [finding], outcome: error.outcome };
    }
  }

  private async look(
    target: string,
    parsed: ReturnType<typeof parseTarget>,
  ): Promise<{ facts: NonNullable<Judged["facts"]>; findings: Finding[] }> {
    if (!parsed) {
      const facts: FileFacts = { kind: "file", package: await this.readFile(target) };
      return { facts, findings: judgePackage(target, facts.package, this.judge) };
    }
    const facts = await this.inspectDeployed(target, parsed);
    const findings =
      facts.kind === "layer" ? judgeLayer(facts, this.judge) : judgeFunction(facts, this.judge);
    return { facts, findings };
  }

  private async inspectDeployed(
    target: string,
    parsed: FunctionTarget | LayerTarget,
  ): Promise<FunctionFacts | LayerFacts> {
    const progress = this.session.output.progress(`Reading ${target}`);
    try {
      // Files are verified without the AWS SDK, which takes its time to load.
      const { inspectDeployed, SigningFacts } = await import("../actions/inspect-deployed.js");
      this.signing ??= this.session.clients().then((clients) => new SigningFacts(clients));
      return await inspectDeployed(parsed, {
        signing: await this.signing,
        roots: this.policy.roots,
        downloads: this.downloads,
        onBytes: (count: number) => progress.add(count),
      });
    } finally {
      progress.done();
    }
  }

  private async readFile(path: string): Promise<PackageFacts> {
    const source = await openFile(path);
    const progress = this.session.output.progress(`Reading ${path}`, source.size);
    try {
      return await readPackage(
        watched(source, (count) => progress.add(count)),
        this.policy.roots,
      );
    } finally {
      progress.done();
      await source.close();
    }
  }
}

/** A file's name that looks like a function's is taken for one. */
const hint = ({ outcome, message }: Failure, target: string): string =>
  outcome === "not-found" && parseTarget(target)?.kind === "function" && !target.startsWith("arn:")
    ? `${message} If you mean a file, write ./${target}.`
    : message;

function verdictOn(judged: readonly Judged[]): string {
  const [one] = judged;
  if (judged.length === 1 && one) return `${one.target}: ${sentenceOn(one)}`;
  const bad = judged.filter(({ outcome }) => outcome !== "fine");
  if (bad.length === 0) return `${counted(judged.length, "target")}, all of them fine`;
  const list = bad.map(({ target, outcome }) => `${target} (${outcome})`).join(", ");
  return `${counted(judged.length, "target")}, not fine: ${list}`;
}

function sentenceOn({ level, kind, outcome, findings }: Judged): string {
  if (level === "skip") return "skipped, as the trust policy says";
  if (outcome !== "fine") return outcome;
  const tolerated = findings.map((finding) => finding.outcome);
  if (tolerated.length > 0) return `fine at the level ${level}, which tolerates: ${tolerated.join(", ")}`;
  return kind === "function" ? "signed, trusted and enforced" : "signed and trusted";
}
