import { runCommand } from "../../toolchain";

const TEN_MINUTES = 10 * 60_000;

test(
  "CDK Terrain synthesizes every environment as cdktf does",
  async () => {
    const { stdout, stderr } = await runCommand("npm", ["run", "--silent", "test:cdktn"], {
      timeoutMs: TEN_MINUTES,
    });
    expect(stdout).toBe("cdktn synthesizes what cdktf does.\n");
    expect(stderr.match(/^\w+: the same$/gm)).toHaveLength(4);
  },
  TEN_MINUTES,
);
