import type { Attack } from "./attack";

export const unsigned: Attack = {
  name: "unsigned",
  title: "a package without a signature",
  async prepare(stage) {
    const { codeSigningConfigArn, profileName } = stage.deployed;
    return {
      attacked: { object: await stage.unsigned(), codeSigningConfigArn },
      control: { object: await stage.sign(profileName), codeSigningConfigArn },
    };
  },
};
