const transform = {
  "^.+\\.ts$": ["@swc/jest", { jsc: { target: "es2022", parser: { syntax: "typescript" } } }],
};
const shared = {
  transform,
  testEnvironment: "node",
  roots: ["<rootDir>/__tests__"],
  // What the command loads late is named as Node's import() wants it, with the extension that it has when compiled.
  moduleNameMapper: { "^\\.{1,2}/(actions|audit/html)/([a-z-]+)\\.js$": "<rootDir>/cli/$1/$2.ts" },
};

/**
 * Three suites: `unit` takes a part at a time, with real clients, emulators and openssl where the part talks to any;
 * `e2e` runs the real terraform against the local AWS; `full` is what `npm test` has no time for.
 */
module.exports = {
  projects: [
    {
      ...shared,
      displayName: "unit",
      testMatch: ["**/*.test.ts"],
      testPathIgnorePatterns: ["/node_modules/", "<rootDir>/__tests__/e2e/", "<rootDir>/__tests__/full/"],
    },
    { ...shared, displayName: "e2e", testMatch: ["<rootDir>/__tests__/e2e/**/*.test.ts"] },
    { ...shared, displayName: "full", testMatch: ["<rootDir>/__tests__/full/**/*.test.ts"] },
  ],
};
