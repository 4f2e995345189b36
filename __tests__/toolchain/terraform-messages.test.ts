import { type ResourceTiming, TerraformMessages } from "../../toolchain/terraform-messages";

// Lines as Terraform 1.11.4 printed them, shortened.
const hook = (type: string, text: string, at: string, action = "create", address = "aws_vpc.vpc") =>
  JSON.stringify({
    "@level": "info",
    "@message": `${address}: ${text}`,
    "@timestamp": `2026-01-01T00:00:${at}Z`,
    hook: { resource: { addr: address, resource_type: "aws_vpc" }, action },
    type,
  });

function read(...lines: string[]) {
  const progress: string[] = [];
  const resources: ResourceTiming[] = [];
  const messages = new TerraformMessages({
    onProgress: (text) => progress.push(text),
    onResource: (timing) => resources.push(timing),
  });
  lines.forEach((line) => messages.read(line));
  return { progress, resources, report: messages.report };
}

test("what begins and ends is told in Terraform's words, and what still goes on is not", () => {
  const { progress } = read(
    hook("apply_start", "Creating...", "01.000000"),
    hook("apply_progress", "Still creating... [10s elapsed]", "11.000000"),
    hook("apply_complete", "Creation complete after 11s [id=vpc-1]", "12.500000"),
    hook("refresh_start", "Refreshing state...", "13.000000"),
  );
  expect(progress).toEqual([
    "aws_vpc.vpc: Creating...",
    "aws_vpc.vpc: Creation complete after 11s [id=vpc-1]",
  ]);
});

test("each resource is told when it ends, with its start, and whether it went well", () => {
  const { resources, report } = read(
    hook("apply_start", "Creating...", "01.000000"),
    hook("apply_start", "Creating...", "02.000000", "create", "aws_vpc.other"),
    hook("apply_complete", "Creation complete", "12.500000"),
    hook("apply_errored", "Creation errored", "13.000000", "create", "aws_vpc.other"),
  );
  expect(resources).toEqual([
    {
      address: "aws_vpc.vpc",
      action: "create",
      startedAt: "2026-01-01T00:00:01.000000Z",
      endedAt: "2026-01-01T00:00:12.500000Z",
      ok: true,
    },
    {
      address: "aws_vpc.other",
      action: "create",
      startedAt: "2026-01-01T00:00:02.000000Z",
      endedAt: "2026-01-01T00:00:13.000000Z",
      ok: false,
    },
  ]);
  expect(report.timings).toEqual(resources);
});

test("a replacement's delete and create are told apart, though they have one address", () => {
  const { resources } = read(
    hook("apply_start", "Creating...", "01.000000", "create"),
    hook("apply_start", "Destroying...", "05.000000", "delete"),
    hook("apply_complete", "Destruction complete", "06.000000", "delete"),
    hook("apply_complete", "Creation complete", "07.000000", "create"),
  );
  expect(resources.map(({ action, startedAt }) => [action, startedAt.slice(17, 19)])).toEqual([
    ["delete", "05"],
    ["create", "01"],
  ]);
});

test("lines that are no messages are passed over", () => {
  expect(
    read("", "│ Warning: Unable to open CLI configuration file", "{ broken", '{"type":"later"}'),
  ).toEqual({
    progress: [],
    resources: [],
    report: { diagnostics: [], plannedChanges: [], timings: [] },
  });
});
