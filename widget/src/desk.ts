import { insert } from "./shared.ts";
import { Drafts } from "./drafts.ts";
import { Form } from "./form.tsx";
import { Me } from "./me.ts";
import { OwnPosts, counted } from "./posts.ts";
import { send } from "./send.tsx";
import type { Ctx, Item } from "./ctx.ts";
import type { Own } from "./own.tsx";
import type { PostAnswer } from "./wire.ts";

/** The writing side of one mounted element: at most two forms, who writes, and what this browser wrote. */
export class Desk {
  readonly me: Me;
  readonly drafts: Drafts;
  readonly posts: OwnPosts;
  private main: Form | null = null;
  private inline: Form | null = null;

  constructor(readonly ctx: Ctx) {
    this.me = new Me(ctx.siteKey);
    this.drafts = new Drafts(ctx.key);
    this.posts = new OwnPosts(ctx);
  }

  /** What handles comments that are there, in a bundle of its own; a failed load may be tried again. */
  own(): Promise<Own> {
    return (this.loaded ??= this.ctx.bundle("own").then(
      (code) => (code as { start(ctx: Ctx, posts: OwnPosts): Own }).start(this.ctx, this.posts),
      (error: unknown) => {
        this.loaded = null;
        throw error;
      },
    ));
  }

  private loaded: Promise<Own> | null = null;

  /** The form at the end; the same one as long as the element lives, so that a page's turn keeps its text. */
  form(): Form {
    if (this.main) return this.main;
    this.main = new Form(this, null);
    this.recall(this.main, "");
    return this.main;
  }

  private recall(form: Form, parent: string): void {
    const draft = this.drafts.get(parent);
    if (!draft) return;
    form.key = draft.key;
    form.fill(draft.text);
    form.store();
  }

  /** Takes the frame's place, with what was typed into it meanwhile. */
  attach(frame: HTMLElement): void {
    const form = this.form();
    const area = frame.querySelector("textarea");
    const inside = area !== null && (frame.getRootNode() as ShadowRoot).activeElement === area;
    if (area?.value) form.fill(area.value);
    frame.replaceWith(form.node);
    if (area?.value) form.store();
    if (inside) {
      form.area.focus({ preventScroll: true });
      form.area.setSelectionRange(area.selectionStart, area.selectionEnd);
    }
  }

  /** Opens the form under a comment (or the one at the end). Text begun for another comment comes along. */
  reply(item: Item | null, quote = "", quiet = false): void {
    const form = item ? this.under(item) : this.form();
    const frame = this.ctx.section.querySelector<HTMLElement>(".frame");
    if (!item && frame) this.attach(frame);
    if (quote) form.fill((form.area.value.trim() ? `${form.area.value.trimEnd()}\n\n` : "") + quote);
    if (quote) form.store();
    if (quiet) return;
    form.area.focus();
    form.area.setSelectionRange(form.area.value.length, form.area.value.length);
    form.node.scrollIntoView({ block: "nearest" });
  }

  private under(item: Item): Form {
    if (this.inline?.node.isConnected && this.inline.parent === item) return this.inline;
    const form = new Form(this, item);
    this.recall(form, item.data.id);
    const before = this.inline?.node.isConnected ? this.inline : null;
    if (before?.area.value.trim() && !form.area.value) {
      form.fill(before.area.value);
      this.drafts.drop(before.parent?.data.id ?? "");
      form.store();
    }
    before?.node.remove();
    this.inline = form;
    item.article.querySelector(".main")?.append(form.node);
    return form;
  }

  /** Closes the inline form; its draft stays. */
  cancel(): void {
    const form = this.inline;
    if (!form) return;
    form.store();
    form.node.remove();
    this.inline = null;
    form.parent?.article.querySelector<HTMLElement>("[data-do=reply]")?.focus();
  }

  /** After a draw: what was begun comes back, and what only this browser may see is put in. */
  drawn(): void {
    const { ctx } = this;
    if (this.posts.here().length) void this.own().then(({ mine }) => mine.show());
    if (!ctx.answer.thread.open) return;
    const parent = this.drafts.parents().find((id) => ctx.items.has(id));
    const item = ctx.items.get(parent ?? "");
    if (item && !this.inline?.node.isConnected) this.reply(item, "", true);
  }

  send(form: Form): Promise<void> {
    return send(this, form);
  }

  async posted(form: Form, answer: PostAnswer): Promise<void> {
    const { ctx, me } = this;
    const { comment, state } = answer;
    this.drafts.drop(form.parent?.data.id ?? "");
    me.token = answer.writer_token;
    me.avatar = comment.avatar;
    me.settle(form.remembers);
    ctx.version = answer.version;
    this.posts.put({ id: comment.id, token: answer.edit_token, until: answer.edit_until, state, page: ctx.key, parent: comment.parent });
    const own = await this.own().catch(() => null);
    form.clear();
    if (form.parent) {
      form.node.remove();
      this.inline = null;
    }
    if (!form.parent) await this.toItsPage(state);
    const item = ctx.items.get(comment.id) ?? insert(ctx, { ...comment, replies: [] });
    if (item) {
      if (state === "published" && !this.turned) counted(ctx, 1);
      own?.mine.mark(item);
      item.article.focus({ preventScroll: true });
      item.article.scrollIntoView({ block: "nearest" });
    }
    this.turned = false;
    ctx.say(ctx.t(state === "published" ? "form_posted" : "form_held"));
    ctx.emit("posted", { id: comment.id, state });
    own?.mine.watchPicture(comment.id, me, form.remembers);
  }

  private turned = false;

  /** A new root stands at the end of the last page, or at the top of the first: the reader is taken there. */
  private async toItsPage(state: string): Promise<void> {
    const { number, pages } = this.ctx.answer.page;
    const newest = this.ctx.answer.settings.order === "newest";
    if (newest ? number === 1 : number === pages) return;
    await this.ctx.load({ page: newest ? "1" : "last" });
    this.turned = state === "published";
  }
}
