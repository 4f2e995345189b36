import { toPageData } from "../../../cli/audit/html/page-data";
import { chainOf, type Link } from "../../../cli/audit/html/page/chain";
import type { AuditedSignature } from "../../../cli/audit/report";
import { exampleReport } from "./example-report";

const report = exampleReport();

function chain(name: string, outcomes: readonly string[] = [], of = report): string[] {
  const data = toPageData(of);
  const found = data.functions.find((one) => one.name.startsWith(name))!;
  return chainOf(found, data, new Set(outcomes)).map(
    ({ kind, state, says }: Link) => `${kind}: ${state}, ${says}`,
  );
}

/** The chain of the first function, its signature changed. */
function signedWith(change: (signature: AuditedSignature) => AuditedSignature): string[] {
  const [first] = report.functions;
  return chain(first!.name, [], {
    ...report,
    functions: [{ ...first!, signature: change(first!.signature!) }],
  });
}

const withProfile = (profile: Partial<AuditedSignature["profile"]>) =>
  signedWith((signature) => ({ ...signature, profile: { ...signature.profile, ...profile } }));

describe("the chain of trust", () => {
  test("of a function that is as it should be", () => {
    expect(chain("submit-claim")).toEqual([
      "Function: plain, $LATEST, nodejs22.x",
      "Code signing config: fine, Enforce",
      "Publisher: fine, Active",
      "Signing job: fine, Succeeded, not revoked",
      "Signature: fine, expires 2037-12-28",
    ]);
  });

  test("ends where there is no signature", () => {
    expect(chain("legacy-report")).toEqual([
      "Function: plain, $LATEST, python3.12",
      "Code signing config: bad, unsigned code can be deployed",
      "Signature: bad, nobody vouches for this code",
    ]);
  });

  test("shows Warn, a signature that expires soon, and one that has", () => {
    expect(chain("nightly")).toContain("Code signing config: warning, Warn: takes unsigned code");
    expect(chain("nightly")).toContain("Signature: warning, expires 2026-12-28");
    expect(chain("expired")).toContain("Signature: bad, expired 2026-10-02");
  });

  test("shows a revoked job with its reason", () => {
    expect(chain("revoked")).toContain("Signing job: bad, revoked 2026-10-05: a secret got into the package");
  });

  test("calls nothing fine that couldn't be read", () => {
    expect(chain("not-known")).toEqual([
      "Function: plain, $LATEST, nodejs22.x",
      "Code signing config: unknown, could not be read",
      "Publisher: unknown, could not be read",
      "Signing job: unknown, could not be read",
      "Signature: unknown, expiry is not known",
    ]);
    // Its status was read, whether it is revoked wasn't.
    expect(withProfile({ revokedFrom: undefined })[2]).toBe("Publisher: unknown, could not be read");
    const unread = signedWith(({ job, ...rest }) => ({
      ...rest,
      job: { arn: job.arn, status: "Succeeded" },
    }));
    expect(unread[3]).toBe("Signing job: unknown, could not be read");
  });

  test("shows a publisher that isn't allowed, is revoked or canceled", () => {
    expect(chain("submit-claim", ["publisher-not-allowed"])[2]).toBe(
      "Publisher: bad, not an allowed publisher",
    );
    expect(withProfile({ status: "Canceled" })[2]).toBe("Publisher: warning, Canceled");
    // It was signed at 2026-09-28T09:19:26Z.
    const revoked = (from: string) => withProfile({ status: "Revoked", revokedFrom: from })[2];
    expect(revoked("2026-09-28T09:19:27Z")).toBe("Publisher: warning, revoked from 2026-09-28 on");
    expect(revoked("2026-09-28T09:19:26Z")).toBe("Publisher: bad, revoked from 2026-09-28 on");
  });
});
