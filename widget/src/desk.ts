import { counted, invitation, shell } from "./shared.ts";
import { draftsOf } from "./drafts.ts";
import { insert } from "./insert.ts";
import { makeForm, replying } from "./form.tsx";
import { whoWrites } from "./me.ts";
import { mark, ownPosts } from "./posts.tsx";
import type { Composer, Ctx, Item } from "./ctx.ts";
import type { Drafts } from "./drafts.ts";
import type { Form } from "./form.tsx";
import type { Me } from "./me.ts";
import type { PostAnswer } from "./wire.ts";

/** What forms need of the desk that they lie on. */
export interface Desk {
  readonly ctx: Ctx;
  readonly me: Me;
  readonly drafts: Drafts;
  /** Closes the inline form; its draft stays. */
  cancel(): void;
  posted(form: Form, answer: PostAnswer): Promise<void>;
}

// A gravatar is fetched after the post was answered: then is soon enough for the code that looks for it.
const LOOK_AFTER = 1500;

/** The writing side of one mounted element: at most two forms, who writes, and what this browser wrote. */
export function makeDesk(ctx: Ctx): Composer {
  const posts = ownPosts(ctx);
  let main: Form | null = null;
  let inline: Form | null = null;

  const desk: Desk = {
    ctx,
    me: whoWrites(ctx.siteKey),
    drafts: draftsOf(ctx.key),
    cancel: () => {
      inline?.store();
      inline?.node.remove();
      inline?.parent?.article.querySelector<HTMLElement>("[data-do=reply]")?.focus();
      inline = null;
    },
    posted: async (form, answer) => {
      const { me } = desk;
      const { comment, state, version } = answer;
      const { parent, remembers } = form;
      me.person.token = answer.writer_token;
      me.person.avatar = comment.avatar;
      me.settle(remembers());
      ctx.version = version;
      const post = { id: comment.id, token: answer.edit_token, until: answer.edit_until, state, page: ctx.key, parent: comment.parent };
      posts.put(post);
      form.clear();
      if (parent) form.node.remove();
      const loadedAnew = !parent && (await toItsPage());
      const item = ctx.items.get(comment.id) ?? insert(ctx, { ...comment, replies: [] });
      if (item) {
        if (state === "published" && !loadedAnew) counted(ctx, 1);
        mark(ctx, item, post);
        item.article.focus({ preventScroll: true });
        item.article.scrollIntoView({ block: "nearest" });
      }
      ctx.say(ctx.t(state === "published" ? "form_posted" : "form_held"));
      ctx.emit("posted", { id: comment.id, state });
      setTimeout(() => void ctx.own().then((own) => own.mine.watchPicture(comment.id, me), Boolean), LOOK_AFTER);
    },
  };

  /** The form at the end, in the core's frame; the same one as long as the element lives, so that a page's turn keeps its text. */
  const form = (): Form => (main ??= makeForm(desk, null, ctx.section.querySelector<HTMLElement>(".frame") ?? shell(ctx, "m", invitation(ctx), "")));

  /** A new root stands at the end of the last page, or at the top of the first: the reader is taken there. */
  const toItsPage = async (): Promise<boolean> => {
    const { page, settings } = ctx.answer;
    const newest = settings.order === "newest";
    if (page.number === (newest ? 1 : page.pages)) return false;
    await ctx.load({ page: newest ? "1" : "last" });
    return true;
  };

  const under = (item: Item): Form => {
    const before = inline?.node.isConnected ? inline : null;
    if (before?.parent === item) return before;
    inline = makeForm(desk, item, shell(ctx, "r", replying(ctx, item, desk.cancel), "inline"));
    // Text begun for another comment comes along.
    if (before?.area.value.trim() && !inline.area.value) {
      inline.fill(before.area.value);
      before.fill("");
    }
    before?.node.remove();
    item.article.querySelector(".main")?.append(inline.node);
    return inline;
  };

  /** Opens the form under a comment (or the one at the end). */
  const reply = (item: Item | null, quote = ""): void => {
    const { node, area, fill } = item ? under(item) : form();
    if (quote) fill((area.value.trim() ? `${area.value.trimEnd()}\n\n` : "") + quote);
    area.focus();
    area.setSelectionRange(area.value.length, area.value.length);
    node.scrollIntoView({ block: "nearest" });
  };

  /** After a draw: what was begun comes back, and what only this browser may see is put in. */
  const drawn = (): void => {
    const { items } = ctx;
    const here = posts.here();
    for (const post of here) {
      const item = items.get(post.id);
      if (item && post.state === "published") mark(ctx, item, post);
    }
    if (here.some((post) => post.state !== "published")) void ctx.own().then(({ mine }) => mine.show());
    const begun = items.get(desk.drafts.parents().find((id) => items.has(id)) ?? "");
    if (ctx.answer.thread.open && begun && !inline?.node.isConnected) under(begun);
  };

  return { form: () => form().node, reply, drawn, posts };
}
