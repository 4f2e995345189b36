import { counted } from "../../output/units";
import { onCode, type Rule } from "./rule";

export const UNSIGNED: readonly Rule[] = [
  {
    id: "SL001",
    title: "Unsigned function",
    severity: "high",
    outcome: "unsigned",
    finds: "Lambda reports no signing job for the function's code: it has no signature, or none that holds.",
    remedy: "Sign its package with `signed-lambda sign`, and deploy the signed object.",
    find: onCode(({ kind, packageType, signature }) =>
      kind === "function" && packageType === "Zip" && !signature
        ? "Lambda reports no signing job for its code."
        : undefined,
    ),
  },
  {
    id: "SL002",
    title: "Deployed by file, past the signing",
    severity: "high",
    outcome: "unsigned",
    finds:
      "The function has a code signing config, and yet its code was deployed as a file that no signing job made.",
    remedy:
      "Find out who deployed it (UpdateFunctionCode in CloudTrail), deploy the signed object, and set the config to Enforce.",
    find: onCode(({ kind, packageType, signature, functions: [one] }) =>
      kind === "function" && packageType === "Zip" && !signature && one?.config
        ? `Its code was deployed as a file that no signing job made, although it has the code signing config ${one.config.arn} (${one.config.policy}).`
        : undefined,
    ),
  },
  {
    id: "SL003",
    title: "Function from a container image",
    severity: "medium",
    outcome: "unsigned",
    finds: "The function is deployed as a container image, which Lambda's code signing doesn't know.",
    remedy: "Deploy it as a ZIP, or control who may push the image, and tolerate it in the trust policy.",
    find: onCode(({ kind, packageType }) =>
      kind === "function" && packageType !== "Zip"
        ? `It is deployed as ${packageType === "Image" ? "a container image" : packageType}: code signing for Lambda knows ZIPs only.`
        : undefined,
    ),
  },
  {
    id: "SL004",
    title: "Unsigned layer",
    severity: "high",
    outcome: "unsigned",
    finds: "Lambda reports no signing job for a layer version that functions have.",
    remedy: "Sign the layer's package, publish it as a new version, and attach that one.",
    find: onCode(({ kind, signature, functions }) =>
      kind === "layer" && !signature
        ? `Lambda reports no signing job for it. ${counted(functions.length, "function")} ${functions.length === 1 ? "has" : "have"} it.`
        : undefined,
    ),
  },
];
