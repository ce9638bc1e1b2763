import { keep, recall } from "./store.ts";
import type { Ctx } from "./ctx.ts";
import type { Comment } from "./wire.ts";

/** What was posted since this browser was here last. Only the browser knows; the first visit has nothing new. */
export function lastVisit(ctx: Ctx, comments: readonly Comment[]): { count: number; of(comment: Comment): boolean } {
  const name = `seen:${ctx.key}`;
  // Read once a mount: paging within one visit must not make the unread read.
  const since = (seen.get(ctx) ?? recall(name, "")) || "9";
  seen.set(ctx, since);
  keep(name, new Date().toISOString());
  const mine = new Set(recall<{ id: string }[]>(`own:${ctx.siteKey}`, []).map((post) => post.id));
  const of = (comment: Comment) => comment.body !== null && comment.posted_at > since && !mine.has(comment.id);
  const count = (list: readonly Comment[]): number => list.reduce((sum, c) => sum + Number(of(c)) + count(c.replies), 0);
  return { count: count(comments), of };
}

const seen = new WeakMap<Ctx, string>();
