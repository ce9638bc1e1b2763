import { keep, keysOf, recall } from "./shared.ts";

export interface Draft {
  text: string;
  /** Milliseconds since 1970. */
  at: number;
  /** Goes with every try to post it, so that a try whose answer was lost cannot post twice. */
  key: string;
}

/** Texts begun on one page, one for each comment that is being answered and one (parent "") for the page itself. */
export class Drafts {
  constructor(private readonly page: string) {}

  private name(parent: string): string {
    return `draft:${this.page}|${parent}`;
  }

  get(parent: string): Draft | null {
    const draft = recall<Partial<Draft>>(this.name(parent), {});
    return draft.text ? (draft as Draft) : null;
  }

  /** False when this browser keeps nothing for us. */
  save(parent: string, text: string, key: string): boolean {
    return keep(this.name(parent), text.trim() ? ({ text, at: Date.now(), key } satisfies Draft) : null);
  }

  drop(parent: string): void {
    keep(this.name(parent), null);
  }

  /** Comments whose answer was begun. */
  parents(): string[] {
    const start = this.name("");
    return keysOf(start).map((name) => name.slice(start.length)).filter(Boolean);
  }
}

export function newKey(): string {
  // randomUUID is only there in secure contexts, and a page may be plain http.
  return Array.from(crypto.getRandomValues(new Uint32Array(5)), (n) => n.toString(36)).join("").padEnd(16, "0");
}
