import { keep, keysOf, recall } from "./shared.ts";

export interface Draft {
  text: string;
  /** Milliseconds since 1970. */
  at: number;
  /** Goes with every try to post it, so that a try whose answer was lost cannot post twice. */
  key: string;
}

export type Drafts = ReturnType<typeof draftsOf>;

const THIRTY_DAYS = 30 * 86_400_000;

/** Texts begun on one page, one for each comment that is being answered and one (parent "") for the page itself. */
export function draftsOf(page: string) {
  const start = `draft:${page}|`;
  const get = (parent: string): Partial<Draft> => recall(start + parent, {});
  // Those that nobody came back to, of whatever page.
  for (const name of keysOf("draft:")) {
    if (!((recall<Partial<Draft>>(name, {}).at as number) > Date.now() - THIRTY_DAYS)) keep(name, null);
  }
  return {
    get,
    /** An empty text forgets it. False when this browser keeps nothing for us. */
    save: (parent: string, text: string, key: string) => keep(start + parent, text.trim() ? ({ text, at: Date.now(), key } satisfies Draft) : null),
    /** Comments whose answer was begun. */
    parents: () => keysOf(start).map((name) => name.slice(start.length)).filter(Boolean),
  };
}

export function newKey(): string {
  // randomUUID is only there in secure contexts, and a page may be plain http.
  return crypto.getRandomValues(new Uint8Array(16)).join("-");
}
