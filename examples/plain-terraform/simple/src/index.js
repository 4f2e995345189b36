exports.handler = async ({ name = "world" }) => `Hello, ${name}!`;
