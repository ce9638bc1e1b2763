import { keep, keysOf, recall } from "./shared.ts";
import type { Draft } from "./drafts.ts";

const THIRTY_DAYS = 30 * 86_400_000;

/** Drafts that nobody came back to, of whatever page. */
export function forgetOldDrafts(now: number): void {
  for (const name of keysOf("draft:")) {
    if (now - (recall<Partial<Draft>>(name, {}).at ?? 0) > THIRTY_DAYS) keep(name, null);
  }
}
