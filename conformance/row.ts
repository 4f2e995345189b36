import type { Stage } from "./stage";

/** How sure anyone is that AWS does it. */
export type Grade =
  /** AWS's own API models and documentation say so. */
  | "documented"
  /** Others measured it on live AWS; this project did not. */
  | "measured live"
  /** What the Terraform provider does, which is a fact of its own whatever AWS does. */
  | "provider"
  /** Nobody is known to have confirmed it: the project's best guess. */
  | "unconfirmed";

/** Where a row runs: what changes the whole local AWS, such as its clock, has one of its own. */
export type Lane = "shared" | "terraform" | "own";

/** Programs that a machine may lack. */
export type Program = "openssl" | "go";

/** What is claimed of AWS, and how it is shown. */
export interface Row {
  /** Unique, such as `signer.names-are-taken-for-good`. */
  readonly id: string;
  readonly service: string;
  /** One plain sentence. */
  readonly claim: string;
  readonly grade: Grade;
  /** Who shows it: a program or library that nobody of this project wrote. */
  readonly client: string;
  readonly lane: Lane;
  readonly needs?: Program;
  /** Throws when it isn't so: expected, and what came. */
  readonly show: (stage: Stage) => Promise<void>;
}

/** What the facts state and this machine can't show. */
export interface NotShown {
  readonly id: string;
  readonly service: string;
  readonly claim: string;
  readonly grade: Grade;
  readonly reason: string;
}

type Details = Omit<Row, "id" | "service" | "lane"> & Partial<Pick<Row, "lane">>;

/** Rows of one service, by the rest of their ids. */
export function rowsOf(
  service: string,
  prefix: string,
  rows: Readonly<Record<string, Details>>,
  lane: Lane = "shared",
): Row[] {
  return Object.entries(rows).map(([name, row]) => ({ lane, ...row, id: `${prefix}.${name}`, service }));
}
