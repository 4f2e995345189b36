import { join } from "node:path";
import { workspace } from "../../toolchain";

test("is .local of the current directory", () => {
  expect(workspace({}).directory).toBe(join(process.cwd(), ".local"));
});

test("is the folder that SIGNED_LAMBDA_WORKSPACE names, relative to the current directory", () => {
  expect(workspace({ SIGNED_LAMBDA_WORKSPACE: "elsewhere" }).directory).toBe(
    join(process.cwd(), "elsewhere"),
  );
  expect(workspace({ SIGNED_LAMBDA_WORKSPACE: "/elsewhere" }).directory).toBe("/elsewhere");
});

test("keeps everything below one folder, so that deleting it leaves nothing behind", () => {
  const { root, directory, ...folders } = workspace({ SIGNED_LAMBDA_WORKSPACE: "/elsewhere" });

  expect(root).toBe(process.cwd());
  expect(directory).toBe("/elsewhere");
  expect(Object.values(folders).every((folder) => folder.startsWith("/elsewhere/"))).toBe(true);
  expect(new Set(Object.values(folders)).size).toBe(Object.keys(folders).length);
});
