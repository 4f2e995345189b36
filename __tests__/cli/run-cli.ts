import { PassThrough, Writable } from "node:stream";
import { runProgram } from "../../cli/program";

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The last line of standard output. */
  readonly verdict: string;
  readonly json: () => Record<string, unknown>;
}

export interface RunOptions {
  readonly environment?: NodeJS.ProcessEnv;
  readonly now?: Date;
  /** Standard output and error are a terminal. */
  readonly terminal?: boolean;
  /** What is typed, at a terminal; then its end. */
  readonly typed?: readonly string[];
}

/** Runs the command in this process. */
export async function runCli(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const texts = { stdout: "", stderr: "" };
  const lines = [...(options.typed ?? [])];
  const stdin = Object.assign(new PassThrough(), { isTTY: options.typed !== undefined });
  const sink = (name: "stdout" | "stderr") =>
    Object.assign(
      new Writable({
        write(chunk: Buffer, _, callback) {
          texts[name] += chunk.toString();
          // One answer to each question, as a person gives them.
          if (name === "stderr" && /: $/.test(chunk.toString())) {
            const line = lines.shift();
            if (line === undefined) stdin.end();
            else stdin.write(`${line}\n`);
          }
          callback();
        },
      }),
      { isTTY: options.terminal ?? options.typed !== undefined },
    );
  const io = {
    stdin,
    stdout: sink("stdout"),
    stderr: sink("stderr"),
    environment: options.environment ?? {},
    now: () => options.now ?? new Date(),
  };
  const code = await runProgram(args, io, "0.0.0");
  return {
    code,
    ...texts,
    verdict: texts.stdout.trimEnd().split("\n").at(-1) ?? "",
    json: () => JSON.parse(texts.stdout) as Record<string, unknown>,
  };
}
