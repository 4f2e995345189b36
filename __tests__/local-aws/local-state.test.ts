import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { deleteLocalState } from "../../local-aws/local-state";

describe("deleting the local environment's state", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "local-state-"))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function write(...names: string[]): void {
    for (const name of names) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), "{}");
    }
  }

  test("takes its files, their backups and locks, and the folder that only they were in", () => {
    write(
      "code-signing-local.tfstate",
      "code-signing-local.tfstate.backup",
      "functions-local.tfstate",
      "functions-local.tfstate.1790000000.backup",
      ".functions-local.tfstate.lock.info",
    );
    expect(deleteLocalState(folder)).toBe(true);
    expect(existsSync(folder)).toBe(false);
  });

  test("leaves everything else", () => {
    const others = [
      "eu-west-1/code-signing-prod.tfstate",
      "code-signing-prod.tfstate",
      "my-functions-local.tfstate",
      "functions-local.tfstate-of-monday",
      "functions-local.tf",
      "notes.txt",
    ];
    write(...others, "functions-local.tfstate");
    expect(deleteLocalState(folder)).toBe(true);
    expect(readdirSync(folder, { recursive: true }).sort()).toEqual([...others, "eu-west-1"].sort());
  });

  test("says when there was none", () => {
    write("notes.txt");
    expect(deleteLocalState(folder)).toBe(false);
    expect(deleteLocalState(join(folder, "missing"))).toBe(false);
  });
});
