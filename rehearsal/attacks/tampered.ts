import type { Attack } from "./attack";
import { repack } from "./repack";

export const tampered: Attack = {
  name: "tampered",
  title: "a signed package with a line added afterwards",
  async prepare(stage) {
    const { codeSigningConfigArn, profileName } = stage.deployed;
    const signed = await stage.download(await stage.sign(profileName));
    const malicious = await repack(signed, (name, body) =>
      name === "index.js"
        ? Buffer.concat([body, Buffer.from('\nconsole.log("not what was signed");\n')])
        : body,
    );
    // Packed anew by the same tool, but with the bodies that were signed.
    const harmless = await repack(signed, (_name, body) => body);
    return {
      attacked: { object: await stage.upload("attacks/tampered.zip", malicious), codeSigningConfigArn },
      control: { object: await stage.upload("attacks/repacked.zip", harmless), codeSigningConfigArn },
    };
  },
};
