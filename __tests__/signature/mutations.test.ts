import { testMutations } from "./mutations";

// A sample of what `npm run test:full` runs ten thousand of.
testMutations(Number(process.env.MUTATIONS ?? 1_000));
