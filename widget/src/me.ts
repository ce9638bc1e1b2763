import { keep, recall } from "./shared.ts";

export interface Person {
  name: string;
  email: string;
  website: string;
  /** Proves to the instance that this is the writer of earlier posts. */
  token: string;
  avatar: string | null;
}

export interface Me {
  person: Person;
  remembered: boolean;
  /** After a post: keeps or forgets, as the writer ticked. */
  settle(remember: boolean): void;
}

/**
 * Who writes here. What was typed lives as long as the page; it is kept in the browser only with "Remember me", and
 * leaves the browser only with a comment.
 */
export function whoWrites(site: string): Me {
  const kept = recall<Partial<Person>>(`me:${site}`, {});
  const me: Me = {
    person: { name: "", email: "", website: "", token: "", avatar: null, ...kept },
    remembered: !!kept.name,
    settle: (remember) => {
      me.remembered = keep(`me:${site}`, remember ? me.person : null) && remember;
    },
  };
  return me;
}
