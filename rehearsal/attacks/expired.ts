import type { Attack } from "./attack";

/** Days that the local AWS's clock is set forward by before anything is deployed. */
export const DAYS_FORWARD = 2;

export const expired: Attack = {
  name: "expired",
  title: "a signature that was valid for a day, two days later",
  async prepare(stage) {
    const oneDay = await stage.createProfile("one_day", 1);
    const tenDays = await stage.createProfile("ten_days", 10);
    const codeSigningConfigArn = await stage.createConfig("Enforce", [oneDay.versionArn, tenDays.versionArn]);
    return {
      attacked: { object: await stage.sign(oneDay.name), codeSigningConfigArn },
      control: { object: await stage.sign(tenDays.name), codeSigningConfigArn },
    };
  },
};
