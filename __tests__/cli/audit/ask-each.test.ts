import { AskEach } from "../../../cli/audit/ask-each";
import { Failure } from "../../../cli/failure";

const question = (about: string, region = "eu-west-1") => ({
  action: "signer:DescribeSigningJob",
  about,
  region,
});
const throttled = () => {
  throw new Failure("incomplete", "Too many requests.", { cause: new Error("429") });
};

test("when AWS answers nothing any more, the rest isn't waited for, and is listed as not asked", async () => {
  const asking = new AskEach();
  let calls = 0;
  const ask = (about: string, region?: string) =>
    asking.read(question(about, region), async () => {
      calls++;
      return Promise.resolve().then(throttled);
    });
  for (let index = 0; index < 100; index++) expect(await ask(`job ${index}`)).toBeUndefined();
  expect(calls).toBe(16);
  expect(asking.notRead).toHaveLength(100);
  expect(asking.notRead.at(-1)!.why).toMatch(/^Not asked: AWS answered none of 16 such calls in a row/);
  // Another Region may answer.
  await ask("a job elsewhere", "us-east-1");
  expect(calls).toBe(17);
});

test("a single answer in between, and refusals of single things, leave hope", async () => {
  const asking = new AskEach();
  let answered = 0;
  for (let index = 0; index < 100; index++) {
    await asking.read(question(`job ${index}`), async () => {
      await Promise.resolve();
      if (index % 10 === 0) return answered++;
      if (index % 10 < 5) return throttled();
      throw new Failure("access-denied", "No permission.", { cause: new Error("403") });
    });
  }
  expect(answered).toBe(10);
  expect(asking.notRead.filter(({ why }) => why.startsWith("Not asked"))).toEqual([]);
});

test("an error of the program itself is none of AWS's", async () => {
  const bug = new AskEach().read(question("a job"), () => Promise.reject(new TypeError("a bug")));
  await expect(bug).rejects.toThrow("a bug");
});
