const tseslint = require("typescript-eslint");
const prettier = require("eslint-config-prettier");

const barrel = {
  regex: "^@cdktf/provider-aws(/lib)?(/index(\\.js)?)?/?$",
  message:
    "Import the one resource by its subpath, such as @cdktf/provider-aws/lib/s3-bucket: the barrel costs 500 MB.",
};

/** Folders of the project that `folder` must not import: arrows point one way (see docs/structure.md). */
const keepOut = (folder, ...others) => ({
  files: [`${folder}/**/*.ts`],
  rules: {
    "no-restricted-imports": [
      "error",
      {
        patterns: [
          barrel,
          ...others.map((other) => ({
            regex: `^(\\.\\./)+${other}(/|$)`,
            message: `${folder}/ must not depend on ${other}/.`,
          })),
        ],
      },
    ],
  },
});

/** What stands on everything else: nobody imports it. */
const upper = ["main", "rehearsal", "conformance", "scripts", "bench", "module-generator", "cli"];

module.exports = tseslint.config(
  { ignores: ["node_modules/", "cdktf.out/", ".local/", "coverage/", "dist/"] },
  ...tseslint.configs.recommendedTypeChecked.map((config) => ({ ...config, files: ["**/*.ts"] })),
  {
    files: ["**/*.ts"],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      "no-restricted-imports": ["error", { patterns: [barrel] }],
      eqeqeq: "error",
      "no-console": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/switch-exhaustiveness-check": "error",
    },
  },
  {
    // Their own tsconfig.json knows this project only as an installed package.
    files: ["examples/**/*.ts"],
    languageOptions: {
      parserOptions: { projectService: false, project: "./tsconfig.json", tsconfigRootDir: __dirname },
    },
  },
  keepOut("stacks", ...upper, "local-aws", "signature", "toolchain"),
  keepOut(
    "rehearsal",
    ...["main", "conformance", "scripts", "bench", "module-generator", "cli"],
    ...["environments", "stacks", "modules", "packaging"],
  ),
  keepOut(
    "cli",
    ...["main", "rehearsal", "conformance", "scripts", "bench", "module-generator"],
    ...["environments", "stacks", "modules", "local-aws", "toolchain", "lambda-src"],
  ),
  keepOut(
    "conformance",
    ...["main", "scripts", "bench", "module-generator", "cli"],
    ...["environments", "stacks", "modules", "packaging", "lambda-src"],
    // What is expected comes from outside: never from the local AWS's own guesses and constants.
    ...["local-aws/unconfirmed", "local-aws/signer", "local-aws/lambda", "signature/signature-format"],
  ),
  keepOut(
    "module-generator",
    ...["main", "rehearsal", "conformance", "scripts", "bench", "cli"],
    ...["environments", "stacks", "signature", "local-aws", "toolchain", "packaging", "lambda-src"],
  ),
  keepOut("signature", ...upper, "environments", "stacks", "modules", "packaging", "local-aws", "toolchain"),
  keepOut("packaging", ...upper, "environments", "stacks", "modules", "signature", "local-aws", "toolchain"),
  keepOut("modules", ...upper, "environments", "stacks", "signature", "local-aws", "toolchain"),
  keepOut("toolchain", ...upper, "environments", "stacks", "modules", "packaging", "signature", "local-aws"),
  keepOut("local-aws", ...upper, "environments", "stacks", "modules", "packaging"),
  keepOut(
    "lambda-src",
    ...upper,
    "environments",
    "stacks",
    "modules",
    "packaging",
    "signature",
    "local-aws",
    "toolchain",
  ),
  prettier,
);
