import type { Catalog, Words } from "./words.ts";
import type { Own } from "./own.tsx";
import type { OwnPosts } from "./posts.tsx";
import type { Comment, ThreadAnswer } from "./wire.ts";

/** What the entry hands to the core: requests that are already under way. */
export interface Boot {
  base: string;
  /** Address of the site's API, with a slash at the end. */
  site: string;
  query: Record<string, string>;
  lang: string | undefined;
  words: Promise<Catalog> | null;
  answer: Promise<Response>;
  signal: AbortSignal;
  locale(lang: string): Promise<Catalog>;
  known(tags: readonly string[]): string | undefined;
}

export interface View {
  reload(): Promise<void>;
  goTo(id: string): Promise<boolean>;
  reply(id?: string): Promise<void>;
}

/** One comment on the screen. */
export interface Item {
  data: Comment;
  li: HTMLElement;
  article: HTMLElement;
  /** Where its replies are; made when the first one comes. */
  list: HTMLElement | null;
  /** 1 for a root; what is shown, not the true depth. */
  level: number;
  above: Item | null;
}

/** Everything that the views of one mounted element share. Nothing of this is global. */
export interface Ctx {
  readonly host: HTMLElement & { count: number };
  readonly section: HTMLElement;
  readonly boot: Boot;
  readonly t: Words;
  /** Names drafts and own posts: the same for every address of the page that the instance knows as one. */
  readonly key: string;
  readonly siteKey: string;
  /** Level of the title; comments are one lower. */
  readonly heading: number;
  /** Makes the names of landmarks unique when there are several elements on a page; empty for the first. */
  readonly mark: string;
  answer: ThreadAnswer;
  /** Reads must not be older than this: what was written here has it. */
  version: number;
  readonly items: Map<string, Item>;
  composer: Composer | null;
  say(text: string): void;
  emit(name: string, detail: unknown): void;
  ask(path: string, init?: RequestInit): Promise<Response>;
  load(change?: Record<string, string>): Promise<void>;
  /** Adds rules to the one style sheet. */
  style(css: string): void;
  /** Loads the composer, once. */
  compose(): Promise<Composer>;
  /** Loads what is done with comments that are there, once; the composer comes with it. */
  own(): Promise<Own>;
  when(iso: string): HTMLElement;
}

/** What the composer's bundle gives to the core. */
export interface Composer {
  /** The form at the end; where the core drew a frame for it, it is that. */
  form(): HTMLElement;
  reply(item: Item | null, quote?: string): void;
  readonly posts: OwnPosts;
  /** After each draw: brings back what was begun, and shows what this browser posted and others may not see. */
  drawn(): void;
}
