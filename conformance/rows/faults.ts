import { Deviation } from "../expect";
import type { Stage } from "../stage";

/** Does something while the local AWS makes things go wrong as it is told. */
export async function fault(stage: Stage, one: object, during: () => Promise<void>): Promise<void> {
  const url = `${stage.endpoint}/_local/faults`;
  const response = await fetch(url, { method: "POST", body: JSON.stringify(one) });
  if (response.status !== 201) throw new Deviation("POST /_local/faults", 201, await response.text());
  try {
    await during();
  } finally {
    await fetch(url, { method: "DELETE" });
  }
}
