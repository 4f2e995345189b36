exports.handler = async () => ({ stage: process.env.STAGE ?? "none" });
