import { tmpdir } from "node:os";
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { ObjectTooLargeError, S3Objects } from "../../../local-aws/s3";
import { readAll } from "../../../signature";

const CALLER = {
  region: "us-east-1",
  callerArn: "arn:aws:iam::123456789012:root",
  accountId: "123456789012",
};
const REFERENCE = { bucket: "artifacts", key: "app.zip", version: "1", maximumBytes: 1_000 };

/** S3, as far as it gives one object. */
function s3With(headers: Record<string, string>, chunks: () => Iterable<Buffer>) {
  const bodies: Readable[] = [];
  const objects = new S3Objects(() => {
    const body = Readable.from(chunks(), { highWaterMark: 1 });
    bodies.push(body);
    return Promise.resolve({ status: 200, headers, body });
  }, tmpdir());
  return { objects, bodies };
}

test("an object that is announced as too large is refused, and not a byte of it is taken", async () => {
  let taken = 0;
  const { objects, bodies } = s3With({ "content-length": "1001" }, function* () {
    taken++;
    yield Buffer.alloc(1001);
  });
  const error: unknown = await objects
    .use(CALLER, REFERENCE, () => Promise.resolve())
    .catch((e: unknown) => e);
  expect(error).toBeInstanceOf(ObjectTooLargeError);
  expect(error).toMatchObject({ size: 1001, maximumBytes: 1000 });
  expect(taken).toBe(0);
  expect(bodies[0]!.destroyed).toBe(true);
});

test("an object whose size isn't announced is given up when it passes the limit", async () => {
  let taken = 0;
  const { objects, bodies } = s3With({}, function* () {
    for (;;) {
      taken++;
      yield Buffer.alloc(100);
    }
  });
  await expect(objects.use(CALLER, REFERENCE, () => Promise.resolve())).rejects.toThrow(ObjectTooLargeError);
  expect(taken).toBeLessThan(20);
  expect(bodies[0]!.destroyed).toBe(true);
});

test("of a thousand that are asked for at once, eight are held, and each is worked on", async () => {
  const { objects } = s3With({ "content-length": "3" }, () => [Buffer.from("abc")]);
  let held = 0;
  let most = 0;
  const work = Array.from({ length: 1000 }, (_, index) =>
    objects.use(CALLER, REFERENCE, async ({ source }) => {
      most = Math.max(most, ++held);
      expect((await readAll(source)).toString()).toBe("abc");
      await sleep(0);
      held--;
      return index;
    }),
  );
  expect(await Promise.all(work)).toEqual(Array.from({ length: 1000 }, (_, index) => index));
  expect(most).toBe(8);
});
