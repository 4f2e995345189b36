/** Shows what goes on, on stderr: a spinner on a terminal, plain lines elsewhere. */
export interface Progress {
  begin(title: string): void;
  /** What the step that goes on does just now. */
  detail(text: string): void;
  succeed(text: string): void;
  fail(text: string): void;
}

export async function createProgress(): Promise<Progress> {
  // ora is an ES module, which a CommonJS file reaches in this way alone on every Node 20.
  const { default: ora } = await import("ora");
  const spinner = ora({ stream: process.stderr, discardStdin: false });
  let title = "";
  return {
    begin(text) {
      title = text;
      spinner.start(text);
    },
    detail(text) {
      // Without a terminal each change would be a line of its own.
      if (process.stderr.isTTY)
        spinner.text = `${title}: ${text}`.slice(0, (process.stderr.columns || 80) - 4);
    },
    succeed: (text) => void spinner.succeed(text),
    fail: (text) => void spinner.fail(text),
  };
}
