import { randomUUID } from "node:crypto";
import { rename, rm, writeFile } from "node:fs/promises";
import { EXIT_CODES, type Outcome } from "../exit-codes";
import { Failure } from "../failure";
import type { GlobalOptions } from "../global-options";
import type { Io } from "../io";
import { startProgress, type Progress } from "./progress";
import { colored, type Paint, plain, printable } from "./terminal";

/** A result, in the forms that it can be written in. */
export interface Result {
  /** What comes of it; becomes the exit code. */
  readonly outcome: Outcome;
  /** The last line. */
  readonly verdict: string;
  /** Lines before the verdict, for people. */
  readonly text: (paint: Paint) => readonly string[];
  /** The same for programs; an object, to which `outcome`, `exitCode` and `verdict` are added. */
  readonly json: object;
}

/** Where results go: data to standard output or a file, everything else to standard error. */
export class Output {
  private readonly paint: Paint;

  constructor(
    private readonly io: Io,
    private readonly options: Pick<GlobalOptions, "output" | "outputFile" | "color" | "quiet">,
  ) {
    const { NO_COLOR, TERM } = io.environment;
    const wanted = options.color && !NO_COLOR && TERM !== "dumb" && options.outputFile === undefined;
    this.paint = wanted && io.stdout.isTTY ? colored : plain;
  }

  get isJson(): boolean {
    return this.options.output === "json";
  }

  /** What happens, for whoever watches. */
  note(message: string): void {
    if (!this.options.quiet) this.io.stderr.write(`${printable(message)}\n`);
  }

  /** A line of a question: shown to whoever is to answer, however quiet the call. */
  ask(line: string): void {
    this.io.stderr.write(`${printable(line)}\n`);
  }

  warn(message: string): void {
    this.note(`Warning: ${message}`);
  }

  /** A bar on a terminal; elsewhere nothing. Counts bytes, unless `format` says something else. */
  progress(label: string, total?: number, format?: (count: number) => string): Progress {
    return startProgress(this.options.quiet ? undefined : this.io.stderr, label, total, format);
  }

  /** Writes a result. In JSON, and when the data goes to a file, the verdict is on standard error, too. */
  async write(result: Result): Promise<void> {
    const { outcome, verdict } = result;
    const { code } = EXIT_CODES[outcome];
    if (this.isJson) {
      const json = { ...result.json, outcome, exitCode: code, verdict };
      await this.writeData(`${JSON.stringify(json, undefined, 2)}\n`);
      this.note(verdict);
      return;
    }
    const last = `${this.paint(code === 0 ? "green" : "red", code === 0 ? "OK" : "FAILED")} ${printable(verdict)}`;
    await this.writeData(`${[...result.text(this.paint), last].join("\n")}\n`);
    if (this.options.outputFile !== undefined) this.note(`${code === 0 ? "OK" : "FAILED"} ${verdict}`);
  }

  /** Writes data as it is, such as CSV. */
  async writeData(data: string): Promise<void> {
    const { outputFile } = this.options;
    if (outputFile === undefined) {
      this.io.stdout.write(data);
      return;
    }
    // A reader must never find half of it.
    const temporary = `${outputFile}.${randomUUID()}.tmp`;
    try {
      await writeFile(temporary, data, { flag: "wx" });
      await rename(temporary, outputFile);
    } catch (error) {
      await rm(temporary, { force: true });
      throw new Failure(
        "usage",
        `Expected --output-file to name a file that can be written, got '${outputFile}': ${(error as Error).message}`,
        { cause: error },
      );
    }
  }
}
