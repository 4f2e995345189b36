import { join } from "node:path";
import { checkRequirements, MissingRequirementsError, requirePython } from "../../toolchain";
import { parseTerraformVersion } from "../../toolchain/terraform-version";
import { temporaryFolder, writeProgram } from "./temporary-folder";

const folder = temporaryFolder();

/** An environment whose PATH holds the given programs (name → shell script) and nothing else. */
function machineWith(programs: Record<string, string>): NodeJS.ProcessEnv {
  const bin = join(folder.path, "bin");
  Object.entries(programs).forEach(([name, script]) => writeProgram(bin, name, script));
  return { PATH: bin };
}

const terraform = (version: string) => `echo '{\n  "terraform_version": "${version}"\n}'`;
const python = (version: [number, number, number], problem: string | null = null) =>
  `echo '${JSON.stringify({ version, executable: "/somewhere/python3", problem })}'`;

async function problemsOf(environment: NodeJS.ProcessEnv, node = "20.20.0"): Promise<readonly string[]> {
  const error: unknown = await checkRequirements(environment, node).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(MissingRequirementsError);
  const { problems, message } = error as MissingRequirementsError;
  problems.forEach((problem) => expect(message).toContain(problem));
  return problems;
}

test("this machine, which runs the tests, has what the project needs", async () => {
  const found = await checkRequirements();

  expect(found.node.version).toBe(process.versions.node);
  expect(found.terraform.version).toMatch(/^\d+\.\d+\.\d+/);
  expect(found.python.command).toMatch(/^\/.*python/);
});

test("the least versions are enough", async () => {
  const machine = machineWith({ terraform: terraform("1.10.0"), python3: python([3, 10, 0]) });

  await expect(checkRequirements(machine, "20.9.0")).resolves.toEqual({
    terraform: { version: "1.10.0" },
    python: { version: "3.10.0", command: "/somewhere/python3" },
    node: { version: "20.9.0" },
  });
});

test("one error names everything that is missing or too old, and where to get it", async () => {
  const problems = await problemsOf(machineWith({}), "18.19.1");

  expect(problems).toHaveLength(3);
  expect(problems[0]).toMatch(
    /Terraform 1\.10\.0 or later: not found on PATH\.[^]*developer\.hashicorp\.com/,
  );
  expect(problems[1]).toMatch(
    /Python 3\.10 or later, with venv: not found on PATH\.[^]*python\.org[^]*python3-venv/,
  );
  expect(problems[2]).toMatch(/Node 20\.9\.0 or later: found 18\.19\.1\.[^]*nodejs\.org/);
});

test("Windows is refused in one sentence, whatever it has", async () => {
  const machine = machineWith({ terraform: terraform("1.11.4"), python3: python([3, 12, 1]) });

  const sentence = /^Expected Linux, macOS or WSL, got Windows: [^.]+\.$/;
  await expect(checkRequirements(machine, "22.0.0", "win32")).rejects.toThrow(sentence);
  await expect(requirePython(machine, "win32")).rejects.toThrow(sentence);
});

test("no remedy is for Windows, which is refused", async () => {
  expect((await problemsOf(machineWith({}), "18.19.1")).join("\n")).not.toMatch(/windows|winget/i);
});

test.each(["0.15.5", "1.4.7", "1.9.8"])("Terraform %s is too old", async (version) => {
  const machine = machineWith({ terraform: terraform(version), python3: python([3, 12, 1]) });

  expect(await problemsOf(machine)).toEqual([
    expect.stringContaining(`Terraform 1.10.0 or later: found ${version}.`),
  ]);
});

test.each(["1.10.0", "1.12.0-beta1", "2.0.0"])("Terraform %s is new enough", async (version) => {
  const machine = machineWith({ terraform: terraform(version), python3: python([3, 12, 1]) });

  await expect(checkRequirements(machine, "22.0.0")).resolves.toBeDefined();
});

test("a shim of a version manager that runs nothing is found, with what it said", async () => {
  const machine = machineWith({
    terraform: "echo 'No version is set for command terraform' >&2; exit 126",
    python3: python([3, 12, 1]),
  });

  expect((await problemsOf(machine))[0]).toContain(
    "found terraform, but it does not run (No version is set for command terraform)",
  );
});

test("Python without ensurepip, as Debian ships it, is named with the cause", async () => {
  const machine = machineWith({
    terraform: terraform("1.11.4"),
    python3: python([3, 11, 2], "ModuleNotFoundError: No module named 'ensurepip'"),
  });

  expect(await problemsOf(machine)).toEqual([
    expect.stringMatching(/found 3\.11\.2 as python3, but without working venv \(.*ensurepip.*\)/),
  ]);
});

test("the real Python is asked for ensurepip, not just for venv", async () => {
  // A real interpreter whose ensurepip fails to import; -I keeps PYTHONPATH from doing this, so a wrapper does.
  const { python: real } = await checkRequirements();
  const machine = machineWith({
    terraform: terraform("1.11.4"),
    python3: `shift 2; exec ${real.command} -I -c "import sys; sys.modules['ensurepip'] = None
$1"`,
  });

  expect((await problemsOf(machine))[0]).toMatch(/without working venv \(\w*Error: .*ensurepip.*\)/);
});

test("a newer Python beside an old python3 is taken", async () => {
  const machine = machineWith({
    terraform: terraform("1.11.4"),
    python3: python([3, 9, 18]),
    "python3.11": python([3, 11, 0]),
  });

  await expect(checkRequirements(machine)).resolves.toMatchObject({ python: { version: "3.11.0" } });
});

test("every old Python is named when none is new enough", async () => {
  const machine = machineWith({
    terraform: terraform("1.11.4"),
    python3: python([3, 9, 18]),
    python: python([3, 8, 1]),
  });

  expect((await problemsOf(machine))[0]).toContain("found 3.9.18 as python3; found 3.8.1 as python");
});

describe("the answer of terraform version -json", () => {
  const json = '{\n  "terraform_version": "1.11.4",\n  "provider_selections": {}\n}\n';

  test.each([
    ["alone", json],
    [
      "after a warning in a box",
      `╷\n│ Warning: Unable to open CLI configuration file\n│\n│ {file}\n╵\n\n${json}`,
    ],
    ["before a warning", `${json}\nThere are some problems with the CLI configuration:\n`],
  ])("is read %s", (_where, output) => {
    expect(parseTerraformVersion(output)).toBe("1.11.4");
  });

  test("is read from the words of an old Terraform", () => {
    expect(parseTerraformVersion("Terraform v0.12.31\n\nYour version is out of date!\n")).toBe("0.12.31");
  });

  test.each(["", "nonsense", "{ broken"])("is nothing in %p", (output) => {
    expect(parseTerraformVersion(output)).toBeUndefined();
  });

  test("of the real terraform survives a TF_CLI_CONFIG_FILE that does not exist", async () => {
    const environment = { ...process.env, TF_CLI_CONFIG_FILE: join(folder.path, "missing.tfrc") };

    await expect(checkRequirements(environment)).resolves.toBeDefined();
  });
});
