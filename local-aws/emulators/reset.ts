import type { EmulatorName } from "./services";
import type { EmulatorProcess } from "./emulator-process";

/** Where each emulator takes the request to forget all that it has. */
const RESET_PATH: Readonly<Record<EmulatorName, string>> = {
  ministack: "/_ministack/reset",
  moto: "/moto-api/reset",
};

const RESET_MILLISECONDS = 30_000;

/** Makes an emulator forget all that it has, on disk too. @throws Error when it doesn't. */
export async function resetEmulator({ name, port }: Pick<EmulatorProcess, "name" | "port">): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${port}${RESET_PATH[name]}`, {
    method: "POST",
    signal: AbortSignal.timeout(RESET_MILLISECONDS),
  });
  if (!response.ok) {
    throw new Error(`${name} answered ${response.status}: ${await response.text()}`);
  }
}
