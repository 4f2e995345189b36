import { App } from "cdktf";

/**
 * An app that validates every stack before it writes the first: cdktf's own validates and writes them one by one, and
 * leaves a half-written `cdktf.out` when a later one fails.
 */
export class CheckedApp extends App {
  /** @throws Error that lists the problems of all stacks, each as `[construct/path] prop: expected …, got: …`. */
  override synth(): void {
    const problems = this.node
      .findAll()
      .flatMap((construct) =>
        construct.node.validate().map((problem) => `[${construct.node.path}] ${problem}`),
      );
    if (problems.length > 0) {
      throw new Error(
        `Nothing was synthesized, because of ${problems.length} problem(s):\n  ${problems.join("\n  ")}`,
      );
    }
    super.synth();
  }
}
