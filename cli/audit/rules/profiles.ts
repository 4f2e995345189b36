import { counted } from "../../output/units";
import type { FleetProfile } from "../facts";
import type { AuditedFunction } from "../report";
import type { Hit, Rule, RuleInput } from "./rule";

export const PROFILES: readonly Rule[] = [
  {
    id: "SL014",
    title: "Signing profile canceled",
    severity: "low",
    outcome: "revoked",
    finds:
      "A signing profile that has signed deployed code, or that a config lists, is canceled. Its signatures hold.",
    remedy:
      "Sign with another profile, and take this one out of the configs once nothing runs that it signed.",
    find: inStatus("Canceled", "is canceled: it can sign no more"),
  },
  {
    id: "SL015",
    title: "Signing profile revoked",
    severity: "high",
    outcome: "revoked",
    finds: "A signing profile that has signed deployed code, or that a config lists, is revoked.",
    remedy: "Take it out of the configs, and sign what it has signed with another profile.",
    find: inStatus("Revoked", "is revoked"),
  },
];

function inStatus(status: string, says: string) {
  return ({ profiles, code, configs }: RuleInput): Hit[] =>
    profiles
      .filter((profile) => profile.status === status)
      .flatMap(({ versionArn, revokedFrom }: FleetProfile): Hit[] => {
        const listing = configs.filter(({ publishers }) => publishers.includes(versionArn));
        const signed = code.filter(({ signature }) => signature?.publisher === versionArn);
        // Neither: only what the policy skips has to do with it.
        if (listing.length === 0 && signed.length === 0) return [];
        const functions = new Map<string, AuditedFunction>(
          [...listing, ...signed].flatMap((one) => one.functions).map((one) => [one.arn, one]),
        );
        const parts = [
          `It ${says}${revokedFrom ? `, from ${revokedFrom} on` : ""}.`,
          signed.length > 0 ? `It has signed ${deployed(signed)}.` : "",
          listing.length > 0 ? `Listed by ${listing.map(({ arn }) => arn).join(", ")}.` : "",
        ];
        return [
          {
            resource: versionArn,
            region: versionArn.split(":")[3] ?? "",
            functions: [...functions.values()],
            message: parts.filter((part) => part !== "").join(" "),
          },
        ];
      });
}

function deployed(signed: RuleInput["code"]): string {
  const of = (kind: "function" | "layer") => signed.filter((one) => one.kind === kind).length;
  return (["function", "layer"] as const)
    .filter((kind) => of(kind) > 0)
    .map((kind) => counted(of(kind), kind))
    .join(" and ");
}
