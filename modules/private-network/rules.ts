export { bucketArn } from "../arns";
import { isIPv4 } from "node:net";
import { matching, type Rule, wholeNumber } from "../rules";

export const name = matching(/^[A-Za-z0-9-]{1,50}$/, "1 to 50 letters, digits or -");

/** The provider refuses an address with host bits. */
export const cidrBlock: Rule<string> = {
  expected: "an IPv4 network of /16 to /24 such as 10.0.0.0/16, all bits after the prefix 0",
  isRight: (text) => {
    const [, address, length] = /^([\d.]+)\/(1[6-9]|2[0-4])$/.exec(text) ?? [];
    if (!address || !isIPv4(address)) return false;
    const bits = address.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);
    return bits % 2 ** (32 - Number(length)) === 0;
  },
  condition: (expression) =>
    `can(regex("^[0-9.]+/(1[6-9]|2[0-4])$", ${expression})) && try(cidrsubnet(${expression}, 0, 0) == ${expression}, false)`,
};

export const availabilityZoneCount = wholeNumber({ min: 1, max: 6, unit: "zones" });
export const interfaceEndpoint = matching(
  /^[a-z0-9-]+(\.[a-z0-9-]+)*$/,
  "the last part of a PrivateLink name, such as secretsmanager or ecr.api (S3 has its gateway endpoint)",
  /^(com\.|s3$)/,
);
