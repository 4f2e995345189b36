import { Publishers, wildcard } from "../../../cli/trust/publishers";

const ARN = "arn:aws:signer:us-east-1:123456789012:/signing-profiles/claims/UqFTRcZGNs";

test("a star stands within its part: text that holds another ARN is not that ARN", () => {
  const publishers = new Publishers(["arn:aws:signer:*:123456789012:/signing-profiles/claims/*"]);
  expect(publishers.allow(ARN)).toBe(true);
  expect(publishers.allow(`arn:aws:signer:x:210987654321:/signing-profiles/evil/${ARN.slice(15)}`)).toBe(
    false,
  );
  expect(publishers.allow(`${ARN}\n`)).toBe(false);
});

test("what means something in a regular expression means itself", () => {
  expect(wildcard("a.b*").test("axb")).toBe(false);
  expect(wildcard("a.b*").test("a.bcd")).toBe(true);
  expect(wildcard("claims-?").test("claims-12")).toBe(false);
});
