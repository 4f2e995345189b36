import { Clock } from "../../local-aws/clock";

const DAY = 86_400_000;
const ahead = (clock: Clock) => clock.now().getTime() - Date.now();

describe("the clock", () => {
  test("is the machine's until it is set forward, as often as one likes", () => {
    const clock = new Clock();
    expect(Math.abs(ahead(clock))).toBeLessThan(1_000);
    clock.setForward(DAY);
    clock.setForward(DAY);
    expect(Math.abs(ahead(clock) - 2 * DAY)).toBeLessThan(1_000);
  });

  test.each([-1, Number.NaN, Number.POSITIVE_INFINITY])("doesn't take %p", (milliseconds) => {
    expect(() => new Clock().setForward(milliseconds)).toThrow(RangeError);
  });

  test("stays where it is when it would go beyond what can be written, at once or in steps", () => {
    const clock = new Clock();
    const step = 5000 * 365 * DAY;
    clock.setForward(step);
    expect(() => clock.setForward(step)).toThrow(RangeError);
    expect(() => clock.setForward(1e300)).toThrow(RangeError);
    expect(Math.abs(ahead(clock) - step)).toBeLessThan(1_000);
  });

  test("is as far ahead as what is kept says, and right again once that is another", () => {
    let kept = new Map<string, number>();
    new Clock(() => kept).setForward(DAY);
    const clock = new Clock(() => kept);
    expect(Math.abs(ahead(clock) - DAY)).toBeLessThan(1_000);
    kept = new Map();
    expect(Math.abs(ahead(clock))).toBeLessThan(1_000);
  });
});
