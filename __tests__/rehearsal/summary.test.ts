import { emptyReport, type Report } from "../../rehearsal/report";
import { summarize } from "../../rehearsal/summary";

const SENTENCE = "Lambda cannot deploy the function. Check the provided signature for ";
const rejection = { error: "CodeVerificationFailedException", control: "accepted" };

function reportOf(parts: Partial<Report>): Report {
  return { ...emptyReport(), ...parts };
}
/** The cells of the row that begins so; columns are two blanks apart. */
const row = (summary: string, start: string): string[] =>
  summary
    .split("\n")
    .find((line) => line.trimStart().startsWith(start))!
    .trim()
    .split(/ {2,}/);

test("a failed step is marked, and the seconds are added up", () => {
  const summary = summarize(
    reportOf({
      steps: [
        { name: "synth", seconds: 3.2, ok: true },
        { name: "apply", seconds: 40.1, ok: false, error: "why" },
      ],
    }),
    "It did not go as it should.",
  );
  expect(row(summary, "synth")).toEqual(["synth", "3.2", "ok"]);
  expect(row(summary, "apply")).toEqual(["apply", "40.1", "FAILED"]);
  expect(row(summary, "total")).toEqual(["total", "43.3"]);
  expect(summary.trimEnd().split("\n").at(-1)).toBe("It did not go as it should.");
});

test("an attack that went through stands out, and so does a control that didn't", () => {
  const summary = summarize(
    reportOf({
      rejections: [
        { ...rejection, attack: "unsigned", message: `${SENTENCE}one.` },
        { attack: "tampered", error: "", message: "", control: "ResourceConflictException" },
      ],
    }),
    "",
  );
  expect(row(summary, "unsigned")).toEqual(["unsigned", "CodeVerificationFailedException", "accepted"]);
  expect(row(summary, "tampered")).toEqual(["tampered", "NOT REJECTED", "ResourceConflictException"]);
});

test("AWS's sentence stands there once, whatever function it names", () => {
  const summary = summarize(
    reportOf({
      rejections: ["one", "two"].map((name) => ({
        ...rejection,
        attack: name,
        message: `${SENTENCE}${name}.`,
      })),
    }),
    "",
  );
  expect(summary.split("Lambda cannot deploy")).toHaveLength(2);
  expect(summary).toContain(`${SENTENCE}…`);
});

test("what a destroy left is named, and nothing left is said in words", () => {
  expect(row(summarize(reportOf({ remaining: [] }), ""), "left after destroy")[1]).toBe("nothing");
  expect(row(summarize(reportOf({ remaining: ["VPC vpc-1", "queue q"] }), ""), "left after destroy")[1]).toBe(
    "VPC vpc-1, queue q",
  );
});

test("what was not done has no table", () => {
  const summary = summarize(emptyReport(), "");
  for (const title of ["Functions", "Attacks", "Warn", "Afterwards"]) expect(summary).not.toContain(title);
});
