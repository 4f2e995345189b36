import type { Attack } from "./attack";

export const unlistedPublisher: Attack = {
  name: "unlisted-publisher",
  title: "a package signed by a profile that the config doesn't list",
  async prepare(stage) {
    const { codeSigningConfigArn, profileName } = stage.deployed;
    const stranger = await stage.createProfile("stranger", 365);
    return {
      attacked: { object: await stage.sign(stranger.name), codeSigningConfigArn },
      control: { object: await stage.sign(profileName), codeSigningConfigArn },
    };
  },
};
