import { isIPv4 } from "node:net";

/** Whether it is the address of a whole IPv4 network of /16 to /24: the provider refuses one with host bits. */
export function isNetworkOf16To24(cidrBlock: string): boolean {
  const [, address, length] = /^([\d.]+)\/(1[6-9]|2[0-4])$/.exec(cidrBlock) ?? [];
  if (!address || !isIPv4(address)) return false;
  const bits = address.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);
  return bits % 2 ** (32 - Number(length)) === 0;
}
