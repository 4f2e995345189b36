import { readFileSync } from "node:fs";
import { BotocoreModel } from "../../conformance/clients/botocore-model";
import { NOT_SHOWN } from "../../conformance/not-shown";
import { ROWS } from "../../conformance/rows";
import { installEmulators } from "../../local-aws/emulators";
import { STATEMENTS } from "./statements";

const shown = ROWS.map(({ id }) => id);
const notShown = NOT_SHOWN.map(({ id }) => id);

/** Rows that the API's model demands, rather than a statement. */
const isOfModel = (id: string): boolean => /^(signer|lambda)\.(wrong-input\.)?[A-Z]\w+$/.test(id);

test("every row has an id of its own", () => {
  const ids = [...shown, ...notShown];
  expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
});

test("every statement has a row, shown or not", () => {
  const known = new Set([...shown, ...notShown]);
  expect(STATEMENTS.flatMap(([, ...ids]) => ids).filter((id) => !known.has(id))).toEqual([]);
  expect(STATEMENTS.filter(([, ...ids]) => ids.length === 0)).toEqual([]);
});

test("every row has a statement, or is of the API's model", () => {
  const stated = new Set(STATEMENTS.flatMap(([, ...ids]) => ids));
  expect([...shown, ...notShown].filter((id) => !stated.has(id) && !isOfModel(id))).toEqual([]);
});

test("claims and reasons are sentences", () => {
  for (const { claim } of [...ROWS, ...NOT_SHOWN]) expect(claim).toMatch(/^[^a-z].+\.$/);
  for (const { reason } of NOT_SHOWN) expect(reason).toMatch(/\.$/);
});

test("each operation of Signer has a row, and each of Lambda's that is about code signing", async () => {
  await installEmulators({ workspace: ".local" });
  const signer = BotocoreModel.read(".local/python", "signer", "2017-08-25").operations;
  expect(signer).toHaveLength(19);
  expect(shown).toEqual(expect.arrayContaining(signer.map((operation) => `signer.${operation}`)));
  const lambda = BotocoreModel.read(".local/python", "lambda", "2015-03-31").operations;
  const codeSigning = lambda.filter((operation) => operation.includes("CodeSigning"));
  expect(codeSigning).toHaveLength(9);
  expect(shown).toEqual(expect.arrayContaining(codeSigning.map((operation) => `lambda.${operation}`)));
}, 600_000);

test("the page lists the rows of the code, and no others", () => {
  const page = readFileSync("docs/local-aws.md", "utf8");
  const listed = [...page.matchAll(/^\| `([a-zA-Z-]+(?:\.[a-zA-Z0-9-]+)*)` \| .+\|$/gm)].map(([, id]) => id);
  expect(listed).toEqual([...shown, ...notShown]);
  for (const { id, claim } of [...ROWS, ...NOT_SHOWN]) {
    const line = page.split("\n").find((one) => one.startsWith(`| \`${id}\` |`));
    expect(line).toContain(claim.replaceAll("|", "\\|").replaceAll("<", "\\<"));
  }
});
