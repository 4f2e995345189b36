import { expectRefusals } from "../../../rehearsal/attacks/expect-refusals";
import type { Rejection, WarnResult } from "../../../rehearsal/report";

const refused: Rejection = {
  attack: "an unsigned package",
  error: "CodeVerificationFailedException",
  message: "Lambda cannot deploy the function.",
  control: "accepted",
};
const letThrough: WarnResult = {
  artifact: "an unsigned package",
  outcome: "accepted",
  expected: "accepted",
};
const judge =
  (rejections: Rejection[], warn: WarnResult[] = [letThrough]) =>
  () =>
    expectRefusals({ rejections, warn });

test("refused attacks beside accepted controls are as it should be", () => {
  expect(judge([refused, refused])).not.toThrow();
});

test("an attack that was accepted is a fault", () => {
  expect(judge([refused, { ...refused, attack: "a tampered one", error: "", message: "" }])).toThrow(
    "a tampered one was not refused for its signature: it was accepted",
  );
});

test("an attack that failed for another reason than its signature is a fault", () => {
  const failed = { ...refused, error: "AccessDeniedException", message: "No bucket." };
  expect(judge([failed])).toThrow(
    "an unsigned package was not refused for its signature: AccessDeniedException No bucket.",
  );
});

test("a control that was refused is a fault, though its attack was refused too", () => {
  expect(judge([{ ...refused, control: "CodeVerificationFailedException" }])).toThrow(
    'the control of "an unsigned package" was refused: CodeVerificationFailedException',
  );
});

test.each([
  ["refuses what it lets through at AWS", { ...letThrough, outcome: "CodeVerificationFailedException" }],
  ["lets through what AWS refuses", { ...letThrough, expected: "CodeVerificationFailedException" }],
])("Warn that %s is a fault", (_what, warn) => {
  expect(judge([refused], [warn])).toThrow(/^an unsigned package under Warn: expected .*, got: /);
});

test("all faults are named at once", () => {
  expect(
    judge([{ ...refused, error: "", message: "", control: "timeout" }], [{ ...letThrough, outcome: "no" }]),
  ).toThrow(/accepted; the control .*; an unsigned package under Warn/);
});
