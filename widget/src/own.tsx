/** What is done with comments that are there: a comment's menu, changing and taking back one's own, more replies. */
import english from "english:own";
import css from "./own.css";
import { Mine } from "./mine.tsx";
import { moreOf } from "./more.ts";
import { openMenu } from "./menu.tsx";
import type { Composer, Ctx } from "./ctx.ts";

export interface Own {
  mine: Mine;
  menu: typeof openMenu;
  more: typeof moreOf;
}

export function start(ctx: Ctx): Own {
  ctx.t.learn(english);
  ctx.style(css);
  return { mine: new Mine(ctx, (ctx.composer as Composer).posts), menu: openMenu, more: moreOf };
}
