import fc from "fast-check";
import { CLAIMS, type Item, ITEMS, pack, sign, SIGNATURE_FILE, unpack, verify } from "./support";

/** How many mutants; set MUTATIONS for a longer hunt. */
const RUNS = Number(process.env.MUTATIONS ?? 200);

/** What an unpacker would run: everything but the signature file, as the digest sees it. */
const contentOf = (items: readonly Item[]): string =>
  items
    .filter(([name]) => name !== SIGNATURE_FILE)
    .map(([name, body]) => name + Buffer.from(body).toString("latin1"))
    .join("");

/** The property: whatever happened to the bytes, a mutant that is still "signed" runs the signed content. */
async function expectHarmlessOrRefused(mutant: Buffer, original: string): Promise<void> {
  const verdict = await verify(mutant);
  if (verdict.status === "signed") {
    expect(verdict).toMatchObject(CLAIMS);
    expect(contentOf(await unpack(mutant))).toBe(original);
  }
  expect(["signed", "unsigned", "invalid"]).toContain(verdict.status);
}

test(`${RUNS} mutants with changed, cut or inserted bytes are refused or run what was signed`, async () => {
  const zip = await sign(await pack(ITEMS));
  const original = contentOf(await unpack(zip));
  const position = fc.nat(zip.length - 1);
  const mutation = fc.oneof(
    fc.record({
      at: position,
      bytes: fc.uint8Array({ minLength: 1, maxLength: 4 }),
      remove: fc.constantFrom(0, 1, 4),
    }),
    // A changed byte in place: what an attacker and a bad disk do most.
    fc.record({ at: position, bytes: fc.uint8Array({ minLength: 1, maxLength: 1 }), remove: fc.constant(1) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 3 }), async (mutations) => {
      let mutant = zip;
      for (const { at, bytes, remove } of mutations) {
        mutant = Buffer.concat([mutant.subarray(0, at), bytes, mutant.subarray(at + remove)]);
      }
      await expectHarmlessOrRefused(mutant, original);
    }),
    { numRuns: RUNS },
  );
}, 600_000);

test(`${RUNS} mutants with files removed, repeated, reordered, renamed or exchanged are refused or run what was signed`, async () => {
  const items = await unpack(await sign(await pack(ITEMS)));
  const original = contentOf(items);
  const index = fc.nat(items.length - 1);
  const step = fc.oneof(
    fc.record({ kind: fc.constant("remove" as const), at: index }),
    fc.record({ kind: fc.constant("move" as const), at: index, to: index }),
    fc.record({ kind: fc.constant("exchange" as const), at: index, to: index }),
    fc.record({ kind: fc.constant("rename" as const), at: index, name: fc.stringMatching(/^[a-z]{1,8}$/) }),
    fc.record({ kind: fc.constant("add" as const), at: index, name: fc.stringMatching(/^[a-z]{1,8}\/?$/) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 3 }), async (steps) => {
      const mutant: Item[] = [...items];
      for (const change of steps) {
        const item = mutant[change.at];
        if (!item) continue;
        if (change.kind === "remove") mutant.splice(change.at, 1);
        if (change.kind === "add") mutant.splice(change.at, 0, [change.name, ""]);
        if (change.kind === "rename") mutant[change.at] = [change.name, item[1]];
        if (change.kind === "move") {
          mutant.splice(change.at, 1);
          mutant.splice(change.to, 0, item);
        }
        const other = change.kind === "exchange" ? mutant[change.to] : undefined;
        if (change.kind === "exchange" && other) {
          mutant[change.at] = [item[0], other[1]];
          mutant[change.to] = [other[0], item[1]];
        }
      }
      await expectHarmlessOrRefused(await pack(mutant), original);
    }),
    { numRuns: RUNS },
  );
}, 600_000);
