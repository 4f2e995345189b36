#!/usr/bin/env node
"use strict";
// An installed package has the compiled command. A checkout has its sources, and runs these: what was compiled earlier
// could be older than they are.
const { existsSync } = require("node:fs");
const { join } = require("node:path");

const root = join(__dirname, "..");
const runner = join(root, "run.mjs");
if (existsSync(runner)) {
  process.argv.splice(2, 0, "cli/main.ts");
  void import(runner);
} else {
  require(join(root, "dist", "cli", "main.js"));
}
