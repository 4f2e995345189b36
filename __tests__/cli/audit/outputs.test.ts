import { execFileSync } from "node:child_process";
import { junit } from "../../../cli/audit/output/junit";
import { sarif } from "../../../cli/audit/output/sarif";
import { auditText } from "../../../cli/audit/output/text";
import type { AuditReport } from "../../../cli/audit/report";
import { plain } from "../../../cli/output/terminal";
import { exampleReport } from "./example-report";
import { fleetFunction, lambda, reportOn, unsigned } from "./facts";

describe("SARIF", () => {
  interface Log {
    runs: [
      {
        tool: { driver: { rules: { id: string }[] } };
        invocations: { executionSuccessful: boolean; toolExecutionNotifications: unknown[] }[];
        results: {
          ruleId: string;
          ruleIndex: number;
          level: string;
          message: { text: string };
          locations: { physicalLocation: { artifactLocation: { uri: string } } }[];
          partialFingerprints: Record<string, string>;
          suppressions?: { kind: string }[];
        }[];
      },
    ];
  }
  const logOf = (report: AuditReport) => JSON.parse(JSON.stringify(sarif(report))) as Log;

  test("has the members that the schema of SARIF 2.1.0 requires, and none that it doesn't know", () => {
    expect(faultsOf(logOf(exampleReport()), "sarifLog")).toEqual([]);
    expect(logOf(exampleReport())).toMatchObject({ version: "2.1.0" });
  });

  test("each result names its rule and its resource; what is tolerated is suppressed", () => {
    const report = exampleReport();
    const [{ results, tool }] = logOf(report).runs;
    expect(results).toHaveLength(report.findings.length);
    for (const [index, { ruleId, ruleIndex, level, suppressions }] of results.entries()) {
      const { id, severity, counts } = report.findings[index]!;
      expect([ruleId, tool.driver.rules[ruleIndex]!.id]).toEqual([id, id]);
      expect(level).toBe({ critical: "error", high: "error", medium: "warning", low: "note" }[severity]);
      expect(suppressions).toEqual(
        counts ? undefined : [expect.objectContaining({ kind: "external" }) as unknown],
      );
    }
    // Code scanning takes no URI of another scheme than a file's.
    expect(results[0]!.locations[0]!.physicalLocation.artifactLocation.uri).toBe(
      "arn/aws/lambda/eu-west-1/123456789012/function/revoked",
    );
  });

  test("a fingerprint stays the same while days pass, and differs by resource", () => {
    const prints = (now: string, name: string) =>
      logOf(
        reportOn({
          functions: [fleetFunction({ ...unsigned, name })],
          options: { now: new Date(now), expiresBefore: new Date("2099-01-01") },
        }),
      ).runs[0].results.map(({ partialFingerprints }) => partialFingerprints);
    const first = prints("2026-10-06T10:00:00Z", "a");
    expect(prints("2026-11-06T10:00:00Z", "a")).toEqual(first);
    expect(prints("2026-10-06T10:00:00Z", "b")).not.toEqual(first);
    expect(new Set(first.map((one) => JSON.stringify(one))).size).toBe(first.length);
  });

  test("what couldn't be read is a notification, and the execution no success", () => {
    const [{ invocations }] = logOf(exampleReport()).runs;
    expect(invocations[0]).toMatchObject({
      executionSuccessful: false,
      toolExecutionNotifications: [{ level: "error" }],
    });
    expect(logOf(reportOn({})).runs[0].invocations[0]).toMatchObject({
      executionSuccessful: true,
      toolExecutionNotifications: [],
    });
  });
});

/**
 * Of OASIS's sarif-schema-2.1.0.json, for the objects that are used: required members, and the others with the type of
 * what they hold. No object of it takes any other member.
 */
const SCHEMA: Record<string, { required: Record<string, string>; others: Record<string, string> }> = {
  sarifLog: { required: { version: "string", runs: "run[]" }, others: { $schema: "string" } },
  run: { required: { tool: "tool" }, others: { invocations: "invocation[]", results: "result[]" } },
  tool: { required: { driver: "toolComponent" }, others: {} },
  toolComponent: {
    required: { name: "string" },
    others: { version: "string", rules: "reportingDescriptor[]" },
  },
  reportingDescriptor: {
    required: { id: "string" },
    others: {
      name: "string",
      shortDescription: "multiformatMessageString",
      fullDescription: "multiformatMessageString",
      help: "multiformatMessageString",
      defaultConfiguration: "reportingConfiguration",
      properties: "any",
    },
  },
  multiformatMessageString: { required: { text: "string" }, others: {} },
  reportingConfiguration: { required: {}, others: { level: "level" } },
  invocation: {
    required: { executionSuccessful: "boolean" },
    others: {
      exitCode: "number",
      startTimeUtc: "string",
      endTimeUtc: "string",
      toolExecutionNotifications: "notification[]",
    },
  },
  notification: { required: { message: "message" }, others: { level: "level" } },
  message: { required: { text: "string" }, others: {} },
  result: {
    required: { message: "message" },
    others: {
      ruleId: "string",
      ruleIndex: "number",
      level: "level",
      locations: "location[]",
      partialFingerprints: "any",
      suppressions: "suppression[]",
    },
  },
  location: {
    required: {},
    others: { physicalLocation: "physicalLocation", logicalLocations: "logicalLocation[]" },
  },
  physicalLocation: { required: {}, others: { artifactLocation: "artifactLocation", region: "any" } },
  artifactLocation: { required: {}, others: { uri: "string" } },
  logicalLocation: { required: {}, others: { fullyQualifiedName: "string", kind: "string" } },
  suppression: { required: { kind: "string" }, others: { justification: "string" } },
};

function faultsOf(value: unknown, type: string, at = type): string[] {
  if (type === "any") return [];
  if (type.endsWith("[]")) {
    return Array.isArray(value)
      ? value.flatMap((item, index) => faultsOf(item, type.slice(0, -2), `${at}[${index}]`))
      : [`${at} is no array`];
  }
  if (type === "level") {
    return ["none", "note", "warning", "error"].includes(value as string) ? [] : [`${at}: no level`];
  }
  const schema = SCHEMA[type];
  if (!schema) return typeof value === type ? [] : [`${at} is no ${type}`];
  const members = { ...schema.required, ...schema.others };
  const object = value as Record<string, unknown>;
  return [
    ...Object.keys(schema.required)
      .filter((name) => !(name in object))
      .map((name) => `${at} lacks ${name}`),
    ...Object.entries(object).flatMap(([name, member]) =>
      name in members ? faultsOf(member, members[name]!, `${at}.${name}`) : [`${at} has ${name}`],
    ),
  ];
}

describe("JUnit", () => {
  /** Python's XML parser shares no line with ours. */
  const parse = (xml: string) =>
    JSON.parse(
      execFileSync(
        "python3",
        [
          "-c",
          `
import json, sys, xml.etree.ElementTree as tree
def plain(one):
    return {"tag": one.tag, "of": one.attrib, "text": (one.text or "").strip(), "in": [plain(child) for child in one]}
print(json.dumps(plain(tree.fromstring(sys.stdin.buffer.read()))))
`,
        ],
        { input: xml },
      ).toString(),
    ) as Element;
  interface Element {
    tag: string;
    of: Record<string, string>;
    text: string;
    in: Element[];
  }
  const count = ({ in: cases }: Element, tag: string) =>
    cases.filter(({ in: [first] }) => first?.tag === tag).length;

  test("is well-formed; its counts are right; every finding and every function is in it", () => {
    const report = exampleReport();
    const suites = parse(junit(report));
    expect([suites.tag, suites.in.map(({ of }) => of.name)]).toEqual([
      "testsuites",
      ["signed-lambda audit eu-west-1", "signed-lambda audit: could not be read"],
    ]);
    for (const suite of suites.in) {
      expect(suite.of).toMatchObject({
        tests: String(suite.in.length),
        failures: String(count(suite, "failure")),
        errors: String(count(suite, "error")),
        skipped: String(count(suite, "skipped")),
      });
    }
    const [region, notRead] = suites.in;
    expect(region!.of).toMatchObject({ failures: "6", skipped: "2", errors: "0" });
    expect(notRead!.of).toMatchObject({ errors: "1" });
    const told = region!.in.map(({ of, in: [inner] }) => `${of.name}\n${inner?.text}`).join("\n");
    for (const one of report.functions) expect(told).toContain(one.arn);
    for (const one of report.findings) expect(told).toContain(`${one.id} ${one.title}: ${one.resource}`);
  });

  test("text that XML can't have does not break it", () => {
    const notRead = [{ what: `a\u0000b <&>" \ud800 ]]>`, why: `line\nbreak \u001b[31m` }];
    const [, suite] = parse(junit(reportOn({ notRead }))).in;
    expect(suite!.in[0]!.of.name).toBe(`a\ufffdb <&>" \ufffd ]]>`);
    expect(suite!.in[0]!.in[0]!.of.message).toBe("line\nbreak \ufffd[31m");
  });
});

test("text: a summary, every finding, and what couldn't be read", () => {
  const report = exampleReport();
  const lines = auditText(report, plain);
  for (const { id, resource, remedy } of report.findings) {
    expect(lines.find((line) => line.includes(` ${id} `) && line.includes(resource))).toContain(remedy);
  }
  expect(lines.join("\n")).toMatch(/Could not be read:\n {2}lambda:GetFunctionCodeSigningConfig on/);
  expect(lines.join("\n")).toMatch(/configs +Enforce 4, Warn 1, none 2/);
  expect(lines.find((line) => line.includes("SL010"))).toMatch(/^low \(tolerated\)/);
});

test("text: control characters from an account move no terminal's cursor", () => {
  const functions = [fleetFunction({ ...unsigned, name: "a", arn: lambda("function:\u001b[2Ja") })];
  expect(auditText(reportOn({ functions }), plain).join("\n")).not.toContain("\u001b");
});
