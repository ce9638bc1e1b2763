import { add, h, tree } from "./shared.ts";
import { toolbar } from "./toolbar.tsx";
import type { Child } from "./h.ts";
import type { Ctx } from "./ctx.ts";

export interface Tools {
  /** Back from the preview to the text. */
  back(): void;
}

/** Fills a form's bar: the formatting buttons, and the preview, which takes the text's place. */
export function tools(ctx: Ctx, bar: HTMLElement, area: HTMLTextAreaElement): Tools {
  const { t } = ctx;
  const preview = <div class="body look" role="group" aria-label={t("own_preview")} tabindex="-1" hidden></div>;
  const look = async (show: boolean): Promise<void> => {
    button.setAttribute("aria-pressed", String(show));
    if (show) preview.style.minBlockSize = `${area.offsetHeight}px`;
    preview.hidden = !show;
    area.hidden = show;
    if (!show) return;
    preview.replaceChildren();
    add(preview, area.value.trim() ? await rendered(ctx, area.value) : [t("own_nothing")]);
    ctx.say(preview.textContent);
  };
  const button = (
    <button class="tb txt" aria-pressed="false" onclick={() => void look(!area.hidden)}>
      {t("own_preview")}
    </button>
  );
  area.after(preview);
  bar.replaceWith(toolbar(t, area, button, () => void look(false)));
  return { back: () => void look(false) };
}

/** What the text will look like, by the instance's own renderer. */
async function rendered(ctx: Ctx, text: string): Promise<Child[]> {
  try {
    const answer = await ctx.ask("preview", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ text }) });
    if (!answer.ok) throw new Error(String(answer.status));
    return tree(((await answer.json()) as { body: unknown }).body);
  } catch {
    return [ctx.t("form_failed_title")];
  }
}
