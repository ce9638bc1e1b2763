import { h } from "./shared.ts";
import { bearer } from "./mine.tsx";
import { explain, fieldSentences, json, silence, toolbar, troubleOf } from "./written.ts";
import type { Trouble } from "./refusals.tsx";
import type { Ctx, Item } from "./ctx.ts";
import type { OwnPost } from "./posts.tsx";
import type { WriterView } from "./wire.ts";

/** Edits one's own comment where it stands. */
export class Editor {
  constructor(
    private readonly ctx: Ctx,
    private readonly item: Item,
    private readonly post: OwnPost,
    private readonly done: (view: WriterView | null) => void,
  ) {}

  async open(): Promise<void> {
    const { ctx, item, post } = this;
    const view = await this.ask({});
    if (!("text" in view)) {
      ctx.say(why(ctx, view));
      return;
    }
    const { t } = ctx;
    const area = (
      <textarea rows="4" part="input" dir="auto" aria-label={t("read_your_comment")} aria-describedby={`e-${post.id}`}></textarea>
    ) as HTMLTextAreaElement;
    area.value = view.text;
    const problem = <p class="err" id={`e-${post.id}`} role="alert"></p>;
    const save = async () => {
      const answer = await this.ask(json("PATCH", { text: area.value }));
      if (!("comment" in answer)) problem.textContent = fieldSentences(ctx, answer.errors).text ?? why(ctx, answer);
      else this.done({ ...view, ...answer });
    };
    const form = (
      <form class="form inline" part="form" novalidate aria-label={t("form_edit")}>
        <div class="editor">
          {toolbar(t, area, null)}
          {area}
        </div>
        {problem}
        <div class="row">
          <span class="sp"></span>
          <button class="act" onclick={() => this.done(null)}>
            {t("form_cancel")}
          </button>
          <button type="submit" class="btn">
            <span>{t("own_save")}</span>
          </button>
        </div>
      </form>
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void save();
    });
    form.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.done(null);
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void save();
    });
    item.article.querySelector(".body")?.replaceWith(form);
    item.article.querySelector(".acts")?.remove();
    area.focus();
  }

  private async ask(init: RequestInit): Promise<WriterView | Trouble> {
    const { ctx, post } = this;
    try {
      const headers = { ...init.headers, ...bearer(post) };
      const response = await ctx.ask(`comments/${post.id}`, { ...init, headers, cache: "no-store" });
      return response.ok ? ((await response.json()) as WriterView) : await troubleOf(response);
    } catch {
      return silence(ctx);
    }
  }
}

export function why(ctx: Ctx, trouble: Trouble): string {
  return trouble.code === "edit-window-over" ? ctx.t("own_window") : explain(ctx, trouble).text;
}
