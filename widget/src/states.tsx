import { h } from "./h.ts";
import { WARN, icon } from "./icons.ts";
import { day } from "./time.ts";
import type { Child } from "./h.ts";
import type { Ctx } from "./ctx.ts";
import type { Words } from "./words.ts";

export function skeleton(): HTMLElement {
  return (
    <div aria-hidden="true">
      {[1, 2, 3].map(() => (
        <div class="sk">
          <div class="av"></div>
          <div>
            <i></i>
            <i></i>
            <i></i>
          </div>
        </div>
      ))}
    </div>
  );
}

export function empty(ctx: Ctx, list: HTMLElement): Child[] {
  return [ctx.answer.thread.open && <p class="empty">{ctx.t("read_empty")}</p>, list];
}

/** Stands where the form would be. */
export function shut(ctx: Ctx): HTMLElement {
  const { closes_at } = ctx.answer.thread;
  const past = closes_at && Date.parse(closes_at) < Date.now();
  return (
    <div class="form" id="join">
      <p class="note">{past ? ctx.t("read_closed_on", { date: day(closes_at, ctx.t.lang) }) : ctx.t("read_closed")}</p>
    </div>
  );
}

/** Which sentence says why the thread could not be read. */
export function why(base: string, status: number): string {
  if (status === 404) return "read_e_site";
  if (status === 422) return "read_e_url";
  // What is no answer of ours (a hotel's welcome page, say) means that we were not reached.
  if (status > 299) return "read_e_status";
  if (location.protocol === "https:" && base.startsWith("http:")) return "read_e_mixed";
  return navigator.onLine ? "read_e_reach" : "read_e_offline";
}

/** What did not work, said at once; with a button when another try makes sense. */
export function notice(t: Words, title: string, text: string, again: (() => void) | false): HTMLElement {
  return (
    <div class="note bad" role="alert">
      {icon(WARN)}
      <span>
        <b>{title}</b> {text}
      </span>
      {again && (
        <button class="btn sec" onclick={again}>
          <span>{t("read_again")}</span>
        </button>
      )}
    </div>
  );
}

/** `detail` is the instance's own sentence, for whatever we have none of our own for. */
export function trouble(t: Words, base: string, status: number, detail: string, again: () => void): HTMLElement {
  const values = { host: new URL(base).host, origin: location.origin, status };
  const key = why(base, status);
  return notice(t, t("read_e_title"), `${t(key, values)} ${key === "read_e_status" ? detail : ""}`, again);
}
