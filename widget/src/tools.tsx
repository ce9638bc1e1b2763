import { add, h, tree } from "./shared.ts";
import { json } from "./send.tsx";
import { toolbar } from "./toolbar.tsx";
import type { Ctx } from "./ctx.ts";

/** A form's bar with the formatting buttons, the preview, which takes the text's place, and the way back to the text. */
export function tools(ctx: Ctx, area: HTMLTextAreaElement): [bar: HTMLElement, look: HTMLElement, back: () => void] {
  const { t } = ctx;
  const look = <div class="body look" role="group" aria-label={t("form_preview")} tabindex="-1" hidden></div>;
  const show = async (preview: boolean): Promise<void> => {
    button.ariaPressed = String(preview);
    look.style.minBlockSize = `${area.offsetHeight}px`;
    look.hidden = !preview;
    area.hidden = preview;
    if (!preview) return;
    look.replaceChildren();
    add(look, [area.value.trim() ? await rendered(ctx, area.value) : t("form_e_text")]);
    ctx.say(look.textContent);
  };
  const button = (
    <button class="act" tabindex="-1" aria-pressed="false" onclick={() => void show(!area.hidden)}>
      {t("form_preview")}
    </button>
  );
  const back = () => void show(false);
  return [toolbar(t, area, button, back), look, back];
}

/** What the text will look like, by the instance's own renderer. */
const rendered = (ctx: Ctx, text: string) =>
  ctx
    .ask("preview", json("POST", { text }))
    .then((answer) => answer.json())
    .then((answer: { body: unknown }) => tree(answer.body))
    .catch(() => ctx.t("form_failed_title"));
