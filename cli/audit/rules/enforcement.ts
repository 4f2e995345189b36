import { counted } from "../../output/units";
import type { Rule } from "./rule";

export const ENFORCEMENT: readonly Rule[] = [
  {
    id: "SL005",
    title: "Function without a code signing config",
    severity: "medium",
    outcome: "not-enforced",
    finds: "The function has no code signing config, so that Lambda checks no signature.",
    remedy: "Attach a code signing config that says Enforce.",
    find: ({ functions }) =>
      functions
        .filter(({ config, packageType }) => config === null && packageType === "Zip")
        .map((one) => ({
          resource: one.arn,
          region: one.region,
          functions: [one],
          message: "It has no code signing config: unsigned code can be deployed.",
        })),
  },
  {
    id: "SL006",
    title: "Code signing config under Warn",
    severity: "medium",
    outcome: "not-enforced",
    finds:
      "A code signing config says Warn, so that its functions take unsigned code. Also one that no function has.",
    remedy: "Set UntrustedArtifactOnDeployment to Enforce.",
    find: ({ configs }) =>
      configs
        .filter(({ policy }) => policy !== "Enforce")
        .map(({ arn, region, policy, functions }) => ({
          resource: arn,
          region,
          functions,
          message: `It says ${policy}: unsigned code can be deployed. ${having(functions.length)}.`,
        })),
  },
];

const having = (functions: number): string =>
  functions === 0
    ? "No function is known to have it"
    : `${counted(functions, "function")} ${functions === 1 ? "has" : "have"} it`;
