import { counted, h } from "./shared.ts";
import { insert, mark } from "./written.ts";
import { Editor } from "./editor.tsx";
import { redraw, withdraw } from "./withdraw.tsx";
import type { Ctx, Item } from "./ctx.ts";
import type { Me } from "./me.ts";
import type { OwnPost, OwnPosts } from "./posts.tsx";
import type { Comment, WriterView } from "./wire.ts";

// A gravatar is fetched after the post was answered; seconds between looks.
const LOOKS = [0, 1.5, 3, 6];

export const bearer = (post: OwnPost) => ({ authorization: `Bearer ${post.token}` });

/** What this browser posted: shown while it is held, editable while the window is open, and its fate told once. */
export class Mine {
  constructor(
    private readonly ctx: Ctx,
    private readonly posts: OwnPosts,
  ) {}

  /** After each draw of a page. */
  async show(): Promise<void> {
    for (const post of this.posts.here()) {
      if (post.state !== "published") await this.ask(post.id);
    }
  }

  private async ask(id: string): Promise<void> {
    const { ctx } = this;
    const post = this.posts.get(id);
    if (!post) return;
    const response = await ctx.ask(`comments/${id}`, { headers: bearer(post), cache: "no-store" }).catch(() => null);
    if (!response) return;
    const view = response.ok ? ((await response.json()) as WriterView) : null;
    if (view?.state === "held" && view.comment) {
      this.posts.put({ ...post, until: view.edit_until });
      if (!this.onThisPage(view.comment)) return;
      const item = insert(ctx, { ...view.comment, replies: [] });
      if (item) this.mark(item);
    } else if (view?.state === "published") {
      this.posts.put({ ...post, state: "published", until: view.edit_until });
      const item = ctx.items.get(id);
      if (item) this.mark(item);
      this.tell("own_approved");
    } else if (view || response.status === 404) {
      this.posts.drop(id);
      if (view?.state === "rejected" || view?.state === "spam") this.tell("own_rejected");
    }
  }

  /** A held root has no number yet; it waits where it will be. */
  private onThisPage(comment: Comment): boolean {
    const { page, settings } = this.ctx.answer;
    return comment.parent ? this.ctx.items.has(comment.parent) : page.number === (settings.order === "newest" ? 1 : page.pages);
  }

  private tell(key: string): void {
    const { ctx } = this;
    const note = (
      <p class="note told">
        <span>{ctx.t(key)}</span>
      </p>
    );
    ctx.section.querySelector(".head")?.after(note);
    ctx.say(ctx.t(key));
  }

  private mark(item: Item): void {
    const post = this.posts.get(item.data.id);
    if (post) mark(this.ctx, item, post);
  }

  edit(item: Item): void {
    const post = this.posts.get(item.data.id);
    if (post) void new Editor(this.ctx, item, post, (view) => this.changed(item, view)).open();
  }

  delete(item: Item): void {
    const post = this.posts.get(item.data.id);
    if (post) withdraw(this.ctx, item, post, () => this.posts.drop(post.id));
  }

  private changed(item: Item, view: WriterView | null): void {
    const post = this.posts.get(item.data.id);
    if (view?.comment && post) {
      // An edit is judged again: what was published may be held now, and then leaves the count.
      if (post.state === "published" && view.state !== "published") counted(this.ctx, -1);
      this.posts.put({ ...post, state: view.state, until: view.edit_until });
      item.data = { ...view.comment, replies: item.data.replies, more: item.data.more };
      this.ctx.version = Math.max(this.ctx.version, view.version ?? 0);
      this.ctx.say(this.ctx.t(view.state === "published" ? "own_saved" : "form_held"));
    }
    redraw(this.ctx, item);
    this.mark(item);
    item.article.focus();
  }

  /** Looks for the writer's picture a few times, while somebody is looking. */
  async watchPicture(id: string, me: Me): Promise<void> {
    const { ctx } = this;
    for (const wait of LOOKS) {
      await new Promise((done) => setTimeout(done, wait * 1000));
      const [post, item] = [this.posts.get(id), ctx.items.get(id)];
      if (!post || !item || document.hidden || ctx.boot.signal.aborted) continue;
      const response = await ctx.ask(`comments/${id}`, { headers: bearer(post), cache: "no-store" }).catch(() => null);
      const picture = response?.ok ? ((await response.json()) as WriterView).comment?.avatar : null;
      if (!picture || picture === item.data.avatar) continue;
      item.data.avatar = me.person.avatar = picture;
      item.article.querySelector<HTMLImageElement>(".av")?.setAttribute("src", new URL(picture.replace(/^\//, ""), ctx.boot.base).href);
      if (me.remembered) me.settle(true);
    }
  }
}
