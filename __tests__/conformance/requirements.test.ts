import { readFileSync } from "node:fs";

test("the AWS CLI's list pins every package by hash, and names no index", () => {
  const list = readFileSync("conformance/requirements.txt", "utf8");
  const packages = list.split(/\n(?=\S)/);
  expect(packages.some((one) => one.startsWith("awscli=="))).toBe(true);
  for (const one of packages) {
    expect(one).toMatch(/^[a-z0-9.-]+==\S+/);
    expect(one).toMatch(/--hash=sha256:[0-9a-f]{64}/);
  }
  expect(list).not.toMatch(/https?:|--(extra-)?index-url|--find-links/);
});
