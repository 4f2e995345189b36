import { ESLint, Linter } from "eslint";

// eslint-disable-next-line @typescript-eslint/no-require-imports -- ESLint's own way to load it is closed to jest
const config = require("../eslint.config.js") as Linter.Config[];
const eslint = new ESLint({ overrideConfigFile: true, overrideConfig: config });

/** What the linter says of a file that imports this and does nothing else. */
async function problemsOf(file: string, imported: string): Promise<string[]> {
  const { rules } = (await eslint.calculateConfigForFile(file)) as Linter.Config;
  const rule = rules!["no-restricted-imports"]!;
  return new Linter()
    .verify(`import {} from "${imported}";`, [{ rules: { "no-restricted-imports": rule } }])
    .map(({ message }) => message);
}

const FILES = [
  "main.ts",
  "environments.ts",
  "stacks/functions-stack.ts",
  "modules/signing-job/signing-job.ts",
  "packaging/bundle.ts",
  "signature/index.ts",
  "local-aws/front.ts",
  "toolchain/terraform.ts",
  "rehearsal/main.ts",
  "lambda-src/submit-claim/index.ts",
  "bench/main.ts",
  "cli/main.ts",
  "__tests__/template.ts",
];

describe.each(FILES)("the linter, in %s,", (file) => {
  test.each(["", "/lib", "/lib/", "/lib/index", "/lib/index.js", "/index"])(
    "refuses @cdktf/provider-aws%s, which loads every service",
    async (path) => {
      expect(await problemsOf(file, `@cdktf/provider-aws${path}`)).toEqual([
        expect.stringContaining("Import the one resource by its subpath"),
      ]);
    },
  );

  test.each(["/lib/s3-bucket", "/lib/provider", "/lib/s3-bucket/index"])(
    "takes @cdktf/provider-aws%s",
    async (path) => {
      expect(await problemsOf(file, `@cdktf/provider-aws${path}`)).toEqual([]);
    },
  );
});

test.each([
  ["modules/aws.ts", "../stacks"],
  ["signature/index.ts", "../local-aws/front"],
  ["packaging/bundle.ts", "../modules/text"],
  ["rehearsal/stacks.ts", "../modules/code-signing"],
  ["cli/aws/clients.ts", "../../local-aws/settings"],
  ["signature/index.ts", "../cli/failure"],
])("the linter refuses an arrow that points the other way: %s imports %s", async (file, imported) => {
  expect(await problemsOf(file, imported)).toEqual([expect.stringContaining("must not depend on")]);
});
