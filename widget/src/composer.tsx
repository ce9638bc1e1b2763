/** The writing side, loaded when somebody is about to write, or has written here before. */
import english from "english:composer";
import css from "./composer.css";
import { makeDesk } from "./desk.ts";
import type { Composer, Ctx } from "./ctx.ts";

export * from "./written.ts";

export function start(ctx: Ctx): Composer {
  ctx.t.learn(english);
  ctx.style(css);
  return makeDesk(ctx);
}
