import type { Progress } from "./progress";
import type { StepResult } from "./report";

/** A step failed; the message says which, and why. */
export class StepFailedError extends Error {
  constructor(
    readonly step: string,
    override readonly cause: unknown,
  ) {
    super(`${step} failed: ${cause instanceof Error ? cause.message : String(cause)}`);
    this.name = "StepFailedError";
  }
}

/** Runs one step after the other, times each and notes what became of it. */
export class Steps {
  /** Name of the step that runs, or that ran last. */
  current = "";

  constructor(
    private readonly progress: Progress,
    private readonly results: StepResult[],
  ) {}

  /**
   * @param name for the report, such as `apply`
   * @param title for people, such as `Applying the stacks`
   * @returns what `work` returns
   * @throws StepFailedError
   */
  async run<T>(
    name: string,
    title: string,
    work: (detail: (text: string) => void) => Promise<T>,
  ): Promise<T> {
    const start = performance.now();
    const seconds = () => Math.round((performance.now() - start) / 100) / 10;
    this.current = name;
    this.progress.begin(title);
    try {
      const result = await work((text) => this.progress.detail(text));
      this.results.push({ name, seconds: seconds(), ok: true });
      this.progress.succeed(`${title} (${seconds().toFixed(1)} s)`);
      return result;
    } catch (error) {
      const failure = new StepFailedError(title, error);
      this.results.push({ name, seconds: seconds(), ok: false, error: failure.message });
      this.progress.fail(`${title} (${seconds().toFixed(1)} s)`);
      throw failure;
    }
  }
}
