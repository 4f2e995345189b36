import { testMutations } from "../../signature/mutations";

testMutations(Number(process.env.MUTATIONS ?? 10_000));
