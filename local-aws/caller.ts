import type { Forward } from "./http";
import { internalQuery } from "./internal-request";

const MOST_REMEMBERED = 1000;

/** The form of the keys that IAM makes for users and STS hands out for roles. */
const ISSUED_KEY = /^A[KS]IA/;

/**
 * Finds out who calls, as CloudTrail and `requestedBy` name it, by asking STS about the access key: it knows the roles
 * that were assumed and the users that were made. Keys that it doesn't know are the account's own.
 */
export function createCallers(
  accountId: string,
  forward: Forward,
): (accessKeyId: string | undefined, region: string) => Promise<string> {
  const root = `arn:aws:iam::${accountId}:root`;
  // In the order in which they were last asked for.
  const known = new Map<string, string>();
  const remember = (accessKeyId: string, caller: string): void => {
    known.delete(accessKeyId);
    known.set(accessKeyId, caller);
    if (known.size > MOST_REMEMBERED) {
      known.delete(known.keys().next().value!);
    }
  };
  return async (accessKeyId, region) => {
    if (accessKeyId === undefined) {
      return root;
    }
    const caller = known.get(accessKeyId) ?? (await askSts(accessKeyId, region, forward));
    if (caller === undefined) {
      // STS failed, which says nothing of the key: the next request asks again.
      return root;
    }
    // A key that may be made or handed out yet isn't taken for the account's own for good.
    if (caller !== root || !ISSUED_KEY.test(accessKeyId)) {
      remember(accessKeyId, caller);
    }
    return caller;
  };
}

async function askSts(accessKeyId: string, region: string, forward: Forward): Promise<string | undefined> {
  const response = await forward(
    internalQuery("sts", region, accessKeyId, { Action: "GetCallerIdentity", Version: "2011-06-15" }),
  );
  return /<Arn>([^<]+)<\/Arn>/.exec(response.body.toString("utf8"))?.[1];
}
