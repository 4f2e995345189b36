import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { repack } from "../../../rehearsal/attacks/repack";
import { ITEMS, pack, sign, verify } from "../../signature/support";
import { readZip } from "../../packaging/read-zip";

/** Names and bodies, in order, as Python reads them. */
function contentOf(zip: Buffer): [string, string][] {
  const folder = mkdtempSync(join(tmpdir(), "repack-"));
  try {
    const path = join(folder, "a.zip");
    writeFileSync(path, zip);
    execFileSync("python3", ["-m", "zipfile", "-t", path], { timeout: 60_000 });
    return readZip(path).map(({ name, content }) => [name, content.toString()]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("entries keep their names, bodies and order", async () => {
  const zip = await pack(ITEMS);

  const repacked = await repack(zip, (_name, body) => body);

  expect(contentOf(repacked)).toEqual(contentOf(zip));
  expect(contentOf(repacked).map(([name]) => name)).toEqual(ITEMS.map(([name]) => name));
});

test("only what is changed changes", async () => {
  const zip = await pack(ITEMS);

  const repacked = await repack(zip, (name, body) =>
    name === "index.js" ? Buffer.concat([body, Buffer.from("// added")]) : body,
  );

  const expected = contentOf(zip).map(([name, body]) => [
    name,
    name === "index.js" ? `${body}// added` : body,
  ]);
  expect(contentOf(repacked)).toEqual(expected);
});

test("a signature survives being packed anew, and no change of a body", async () => {
  const signed = await sign(await pack(ITEMS));

  expect(await verify(await repack(signed, (_name, body) => body))).toMatchObject({ status: "signed" });
  const tampered = await repack(signed, (name, body) =>
    name === "index.js" ? Buffer.concat([body, Buffer.from(" ")]) : body,
  );
  expect((await verify(tampered)).status).toBe("invalid");
});

test("what is no ZIP is refused", async () => {
  await expect(repack(Buffer.from("no ZIP"), (_name, body) => body)).rejects.toThrow();
});
