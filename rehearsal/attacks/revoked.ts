import type { Attack } from "./attack";

export const revoked: Attack = {
  name: "revoked",
  title: "a package whose signing job was revoked",
  async prepare(stage) {
    const { codeSigningConfigArn, profileName } = stage.deployed;
    const compromised = await stage.sign(profileName);
    const object = await stage.sign(profileName);
    await stage.revoke(compromised.jobId, "rehearsal: the build machine was compromised");
    return {
      attacked: { object: compromised, codeSigningConfigArn },
      control: { object, codeSigningConfigArn },
    };
  },
};
