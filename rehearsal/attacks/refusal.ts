import type { Diagnostic } from "../../toolchain";

/** What became of a deployment: `undefined` when it was accepted, else AWS's error. */
export type Refusal = { readonly error: string; readonly message: string } | undefined;

/**
 * AWS's error in the provider's words: `…StatusCode: 400, RequestID: …, CodeVerificationFailedException: Lambda cannot
 * deploy the function. …`. What holds no exception is `unexpected`, so that no other failure passes for a refusal.
 */
export function refusalFrom({
  summary,
  detail,
}: Pick<Diagnostic, "summary" | "detail">): NonNullable<Refusal> {
  const text = `${summary} ${detail}`.replace(/\s+/g, " ").trim();
  const [, error, message] = /\b([A-Z][A-Za-z]+Exception): (.*)$/.exec(text) ?? [];
  return error && message ? { error, message } : { error: "unexpected", message: text };
}
