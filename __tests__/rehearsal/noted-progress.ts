import type { Progress } from "../../rehearsal/progress";

/** Notes what is shown instead of showing it. */
export function notedProgress(): Progress & { readonly shown: string[] } {
  const shown: string[] = [];
  const note = (kind: string) => (text: string) => void shown.push(`${kind}: ${text}`);
  return {
    shown,
    begin: note("begin"),
    detail: note("detail"),
    succeed: note("succeed"),
    fail: note("fail"),
  };
}
