import { keep, recall } from "./shared.ts";
import type { Ctx } from "./ctx.ts";

/** What this browser posted: enough to show it while it is held, to edit it and to take it back. */
export interface OwnPost {
  id: string;
  token: string;
  until: string;
  page: string;
  parent: string | null;
  state: string;
}

const MOST = 40;

/** Kept in the host page's storage; when that is refused, for as long as the page lives. */
export class OwnPosts {
  private list: OwnPost[];

  constructor(private readonly ctx: Ctx) {
    this.list = recall<OwnPost[]>(`own:${ctx.siteKey}`, []);
  }

  here(): OwnPost[] {
    return this.list.filter((post) => post.page === this.ctx.key);
  }

  get(id: string): OwnPost | undefined {
    return this.list.find((post) => post.id === id);
  }

  put(post: OwnPost): void {
    this.list = [post, ...this.list.filter((one) => one.id !== post.id)].slice(0, MOST);
    this.save();
  }

  drop(id: string): void {
    this.list = this.list.filter((post) => post.id !== id);
    this.save();
  }

  private save(): void {
    keep(`own:${this.ctx.siteKey}`, this.list.length ? this.list : null);
  }
}

export const bearer = (post: OwnPost) => ({ authorization: `Bearer ${post.token}` });

/** A comment came or went: the heading, the property and the event all say so. */
export function counted(ctx: Ctx, change: number): void {
  const n = (ctx.host.count = ctx.answer.thread.count += change);
  ctx.section.querySelector("#count")?.replaceChildren(ctx.t("count", { n }));
  ctx.emit("count", { count: n });
}
