import { oid, sequence, setOf, tlv } from "../../../conformance/clients/der";

// From X.690 and RFC 5652, not from our own writer.
test.each([
  ["1.2.840.113549.1.7.2", "06092a864886f70d010702"],
  ["2.16.840.1.101.3.4.2.2", "0609608648016503040202"],
  ["1.3.187.137.1.3", "06072b813b81090103"],
])("the OID %s", (dotted, hex) => {
  expect(oid(dotted).toString("hex")).toBe(hex);
});

test("lengths are short below 128, and as long as they must be above", () => {
  expect(tlv(4, Buffer.alloc(127)).subarray(0, 2).toString("hex")).toBe("047f");
  expect(tlv(4, Buffer.alloc(128)).subarray(0, 3).toString("hex")).toBe("048180");
  expect(tlv(4, Buffer.alloc(65_535)).subarray(0, 4).toString("hex")).toBe("0482ffff");
});

test("a set's members are sorted", () => {
  const [one, two] = [tlv(2, Buffer.from([1])), tlv(2, Buffer.from([2]))];
  expect(setOf(two, one)).toEqual(setOf(one, two));
  expect(sequence(two, one)).not.toEqual(sequence(one, two));
});
