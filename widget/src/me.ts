import { keep, recall } from "./shared.ts";

export interface Person {
  name: string;
  email: string;
  website: string;
}

interface Kept extends Person {
  token: string;
  avatar: string | null;
}

/**
 * Who writes here. What was typed lives as long as the page; it is kept in the browser only with "Remember me", and
 * leaves the browser only with a comment.
 */
export class Me {
  person: Person = { name: "", email: "", website: "" };
  token = "";
  avatar: string | null = null;
  remembered = false;

  constructor(private readonly site: string) {
    const kept = recall(`me:${site}`, {}) as Kept;
    if (!kept.name) return;
    const { name, email, website } = kept;
    this.person = { name, email, website };
    this.token = kept.token;
    this.avatar = kept.avatar;
    this.remembered = true;
  }

  /** After a post: keeps or forgets, as the writer ticked. */
  settle(remember: boolean): void {
    this.remembered = remember && keep(`me:${this.site}`, { ...this.person, token: this.token, avatar: this.avatar } satisfies Kept);
    if (!remember) keep(`me:${this.site}`, null);
  }
}
