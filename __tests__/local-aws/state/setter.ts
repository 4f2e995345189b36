// Sets records in the store of the file that it is told, a line on standard output after each, until it is killed.
import { writeSync } from "node:fs";
import { JournaledStore } from "../../../local-aws/state/journaled-store";

const store = new JournaledStore<{ name: string }>(process.argv[2]!);
for (let at = 0; ; at++) {
  store.set(`key ${at}`, { name: `record ${at}` });
  writeSync(1, ".\n");
}
