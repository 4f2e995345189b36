import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { deleteLocalState, prepareLocalState } from "../../local-aws/local-state";
import { StateDirectory } from "../../local-aws/state";

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

describe("preparing Terraform's state for a local AWS that starts", () => {
  const FILES = ["code-signing-local.tfstate", "functions-local.tfstate", "functions-local.tfstate.backup"];
  const PROD = "eu-west-1/code-signing-prod.tfstate";
  let parent: string;
  let folder: string;

  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), "local-state-"));
    folder = join(parent, "state");
    mkdirSync(join(folder, "eu-west-1"), { recursive: true });
    writeFileSync(join(folder, PROD), "of prod");
  });
  afterEach(() => {
    expect(readFileSync(join(folder, PROD), "utf8")).toBe("of prod");
    rmSync(parent, { recursive: true, force: true });
  });

  /** A local AWS that keeps its state, in a folder of this name, and isn't running. */
  function keeper(name: string) {
    const state = StateDirectory.open(join(parent, name), { ministack: "1", moto: "1" });
    state.release();
    return state;
  }
  const apply = (content: string) => {
    for (const file of FILES) writeFileSync(join(folder, file), content);
  };
  /** What Terraform would read. */
  const states = () =>
    FILES.filter((file) => existsSync(join(folder, file))).map((file) =>
      readFileSync(join(folder, file), "utf8"),
    );
  const THREE = (content: string) => [content, content, content];

  test("nothing kept, then nothing kept: deletes it, as it did before there was --state", () => {
    prepareLocalState(folder);
    apply("first");
    expect(prepareLocalState(folder)).toEqual([
      "The state of an earlier local AWS was deleted: what it described ended with it.",
    ]);
    expect(states()).toEqual([]);
    expect(prepareLocalState(folder)).toEqual([]);
  });

  test("kept, then the same again: leaves it alone", () => {
    prepareLocalState(folder, keeper("a"));
    apply("of a");
    expect(prepareLocalState(folder, keeper("a"))).toEqual([]);
    expect(states()).toEqual(THREE("of a"));
  });

  test("a fresh folder: deletes what tells of a local AWS that kept nothing", () => {
    prepareLocalState(folder);
    apply("of one that kept nothing");
    expect(prepareLocalState(folder, keeper("a"))).toHaveLength(1);
    expect(states()).toEqual([]);
  });

  test("kept, then without, then kept again: each finds its own", () => {
    const a = keeper("a");
    prepareLocalState(folder, a);
    apply("of a");
    expect(prepareLocalState(folder)).toEqual([expect.stringContaining(`--state ${a.directory}`)]);
    expect(states()).toEqual([]);
    apply("of one that kept nothing");
    expect(prepareLocalState(folder, keeper("a"))).toEqual([
      "The state of an earlier local AWS was deleted: what it described ended with it.",
      "Terraform's state of this local AWS is back.",
    ]);
    expect(states()).toEqual(THREE("of a"));
    expect(prepareLocalState(folder, keeper("a"))).toEqual([]);
  });

  test("one folder, another one, and back: each finds its own", () => {
    prepareLocalState(folder, keeper("a"));
    apply("of a");
    prepareLocalState(folder, keeper("b"));
    expect(states()).toEqual([]);
    apply("of b");
    prepareLocalState(folder, keeper("a"));
    expect(states()).toEqual(THREE("of a"));
    prepareLocalState(folder, keeper("b"));
    expect(states()).toEqual(THREE("of b"));
  });

  test("kept, and the folder deleted since: deletes it with what it told of", () => {
    prepareLocalState(folder, keeper("a"));
    apply("of a");
    rmSync(join(parent, "a"), { recursive: true });
    const anew = keeper("a");
    expect(prepareLocalState(folder, anew)).toEqual([
      "The state of an earlier local AWS was deleted: what it described ended with it.",
    ]);
    expect(states()).toEqual([]);
    expect(existsSync(join(anew.directory, "terraform"))).toBe(false);
  });

  test("what is set aside is for its user alone", () => {
    const a = keeper("a");
    prepareLocalState(folder, a);
    apply("of a");
    prepareLocalState(folder);
    expect(statSync(join(a.directory, "terraform")).mode & 0o777).toBe(0o700);
  });
});
