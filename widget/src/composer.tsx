/** The writing side, loaded when somebody is about to write, or has written here before. */
import english from "english:composer";
import css from "./composer.css";
import { Desk } from "./desk.ts";
import type { Composer, Ctx } from "./ctx.ts";

export * from "./written.ts";

export function start(ctx: Ctx): Composer {
  ctx.t.learn(english);
  ctx.style(css);
  const desk = new Desk(ctx);
  return {
    form: () => desk.form().node,
    attach: (frame) => desk.attach(frame),
    reply: (item, quote) => desk.reply(item, quote),
    menu: async (item, button) => (await desk.own()).menu(ctx, item, button, (words) => desk.reply(item, words)),
    more: async (wanted) => (await desk.own()).more(ctx, wanted),
    act: async (verb, item) => (await desk.own()).mine.act(verb, item),
    drawn: () => desk.drawn(),
  };
}
