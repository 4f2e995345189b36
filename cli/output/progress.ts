import type { Writable } from "node:stream";
import { formatBytes } from "./units";

export interface Progress {
  /** So many more bytes, or items, are done. */
  add(count: number): void;
  /** Takes the bar away. */
  done(): void;
}

const WIDTH = 24;
const INTERVAL_MS = 100;
const CLEAR_LINE = "\r\u001b[K";

/**
 * A bar that is written over itself; on anything but a terminal there is none.
 * @param format of what is counted @default bytes
 */
export function startProgress(
  stream: (Writable & { readonly isTTY?: boolean }) | undefined,
  label: string,
  total: number | undefined,
  format: (count: number) => string = formatBytes,
): Progress {
  if (!stream?.isTTY) return { add: () => undefined, done: () => undefined };

  let done = 0;
  let lastDrawn = 0;
  const draw = () => {
    const share = total ? Math.min(done / total, 1) : 0;
    const filled = Math.round(share * WIDTH);
    const bar = total ? ` [${"#".repeat(filled)}${" ".repeat(WIDTH - filled)}]` : "";
    const of = total ? ` of ${format(total)}` : "";
    stream.write(`${CLEAR_LINE}${label}${bar} ${format(done)}${of}`);
  };
  draw();
  return {
    add(count) {
      done += count;
      const now = Date.now();
      if (now - lastDrawn < INTERVAL_MS) return;
      lastDrawn = now;
      draw();
    },
    done: () => void stream.write(CLEAR_LINE),
  };
}
