/** What may come a moment later than the form: its toolbar and preview, a comment's menu, and one's own posts. */
import english from "english:own";
import css from "./own.css";
import { Mine } from "./mine.tsx";
import { countdown } from "./countdown.ts";
import { forgetOldDrafts } from "./forget.ts";
import { moreOf } from "./more.ts";
import { openMenu } from "./menu.tsx";
import { tools } from "./tools.tsx";
import type { Ctx } from "./ctx.ts";
import type { OwnPosts } from "./posts.ts";

export interface Own {
  mine: Mine;
  menu: typeof openMenu;
  tools: typeof tools;
  countdown: typeof countdown;
  more: typeof moreOf;
}

export function start(ctx: Ctx, posts: OwnPosts): Own {
  ctx.t.learn(english);
  ctx.style(css);
  forgetOldDrafts(Date.now());
  return { mine: new Mine(ctx, posts), menu: openMenu, tools, countdown, more: moreOf };
}
