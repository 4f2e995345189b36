import { refusalFrom } from "../../../rehearsal/attacks/refusal";

const MESSAGE =
  "Lambda cannot deploy the function. The function or layer might be signed using a signature that the client is " +
  "not configured to accept. Check the provided signature for attack-unsigned.";

test.each([
  [
    "of provider 6, in one line",
    "creating Lambda Function (attack-unsigned): operation error Lambda: CreateFunction, https response error " +
      `StatusCode: 400, RequestID: 6c1f2d5e-1111, CodeVerificationFailedException: ${MESSAGE}`,
    "",
  ],
  [
    "of provider 5, wrapped over lines",
    "creating Lambda Function (attack-unsigned)",
    "operation error Lambda: CreateFunction, https response error\nStatusCode: 400,\n  RequestID: 6c1f2d5e-1111,\n" +
      `CodeVerificationFailedException: ${MESSAGE.replace(". The", ".\nThe")}\n`,
  ],
])("the error %s is AWS's own", (_provider, summary, detail) => {
  expect(refusalFrom({ summary, detail })).toEqual({
    error: "CodeVerificationFailedException",
    message: MESSAGE,
  });
});

test("another exception keeps its own name", () => {
  const summary =
    "StatusCode: 409, RequestID: 1, ResourceConflictException: Function already exist: attack-unsigned";
  expect(refusalFrom({ summary, detail: "" })).toEqual({
    error: "ResourceConflictException",
    message: "Function already exist: attack-unsigned",
  });
});

test("what is no exception of AWS's is unexpected, with all that was said", () => {
  expect(
    refusalFrom({ summary: "Error: Post", detail: "dial tcp 127.0.0.1:4599: connect: connection refused" }),
  ).toEqual({
    error: "unexpected",
    message: "Error: Post dial tcp 127.0.0.1:4599: connect: connection refused",
  });
});
