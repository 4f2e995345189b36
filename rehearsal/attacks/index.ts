import type { Attack } from "./attack";
import { expired } from "./expired";
import { revoked } from "./revoked";
import { tampered } from "./tampered";
import { unlistedPublisher } from "./unlisted-publisher";
import { unsigned } from "./unsigned";

/** The attacks that deploy a function of their own; `manualUpdate` changes a deployed one. */
export const ATTACKS: readonly Attack[] = [unsigned, tampered, unlistedPublisher, expired, revoked];
