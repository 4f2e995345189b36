import { matching } from "../rules";

export const name = matching(
  /^[a-z][a-z0-9-]{2,35}$/,
  "3 to 36 lower-case letters, digits or -, a letter first",
);
