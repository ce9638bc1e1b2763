import { newKey } from "./drafts.ts";
import { explain, fieldSentences, notice, silence, troubleOf } from "./refusals.tsx";
import type { Desk } from "./desk.ts";
import type { FieldName, Form } from "./form.tsx";
import type { Trouble } from "./refusals.tsx";
import type { PostAnswer } from "./wire.ts";

/** Posts what a form holds. The text stays where it is until the instance has said that it is stored. */
export async function send(desk: Desk, form: Form): Promise<void> {
  const { ctx } = desk;
  if (form.sending) return;
  const wrong = check(desk, form);
  if (Object.keys(wrong).length) {
    form.errors(wrong);
    ctx.say(ctx.t("form_fix"));
    return;
  }
  form.store();
  form.note(null);
  form.busy(true);
  const outcome = await post(desk, form);
  form.busy(false);
  if (!outcome || ctx.boot.signal.aborted) return;
  if ("comment" in outcome) await desk.posted(form, outcome);
  else refused(desk, form, outcome);
}

function check(desk: Desk, form: Form): Partial<Record<FieldName, string>> {
  const { t, answer } = desk.ctx;
  const { person } = desk.me;
  const length = [...form.area.value.trim()].length;
  const { min_length, max_length } = answer.settings;
  return {
    ...(!length ? { text: t("form_e_text") } : length < min_length ? { text: t("form_e_short", { n: min_length }) } : {}),
    ...(length > max_length && { text: t("form_e_long", { n: max_length }) }),
    ...(!person.name.trim() && { name: t("form_e_name") }),
    ...(!/^\S+@\S+\.\S+$/.test(person.email.trim()) && { email: t("form_e_email") }),
  };
}

function message(desk: Desk, form: Form): Record<string, string> {
  const { ctx, me } = desk;
  const { url = "", thread } = ctx.boot.query;
  const { name, email, website } = me.person;
  const site = website.trim();
  const title = ctx.host.getAttribute("page-title") ?? document.querySelector<HTMLMetaElement>('meta[property="og:title"]')?.content ?? document.title;
  return {
    url,
    ...(thread && { thread }),
    title: title.trim().slice(0, 200),
    ...(form.parent && { parent: form.parent.data.id }),
    name: name.trim(),
    email: email.trim(),
    // People type "example.org"; that is a web address to everybody but a program.
    ...(site && { website: /^\w+:/.test(site) ? site : `https://${site}` }),
    text: form.area.value,
    ...(me.token && { writer_token: me.token }),
    ...(form.trap.value && { homepage: form.trap.value }),
    idempotency_key: form.key,
  };
}

async function post(desk: Desk, form: Form, last = false): Promise<PostAnswer | Trouble | null> {
  const { ctx } = desk;
  let response: Response;
  try {
    response = await ctx.ask("comments", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(message(desk, form)),
    });
    if (response.ok) return (await response.json()) as PostAnswer;
  } catch {
    return ctx.boot.signal.aborted ? null : silence(ctx);
  }
  const trouble = await troubleOf(response);
  // The text was changed after a try that the instance remembers: this is another comment, so it gets another key.
  if (trouble.code !== "idempotency-mismatch" || last) return trouble;
  form.key = newKey();
  form.store();
  return post(desk, form, true);
}

function refused(desk: Desk, form: Form, trouble: Trouble): void {
  const { ctx } = desk;
  ctx.emit("error", { status: trouble.status, code: trouble.code });
  const wrong = fieldSentences(ctx, trouble);
  if (Object.keys(wrong).length) {
    form.errors(wrong);
    ctx.say(ctx.t("form_fix"));
    return;
  }
  const again = () => void send(desk, form);
  const said = explain(ctx, trouble);
  form.note(notice(ctx, said.title, said.text, said.again ? again : null));
  if (trouble.wait) void desk.own().then((own) => own.countdown(ctx, form.notes, trouble.wait), Boolean);
  if (trouble.code === "offline") addEventListener("online", again, { once: true, signal: ctx.boot.signal });
}
