import { notice } from "./shared.ts";
import { countdown, explain, fieldSentences, silence, troubleOf } from "./refusals.tsx";
import type { Desk } from "./desk.ts";
import type { Form } from "./form.tsx";
import type { Errors, Trouble } from "./refusals.tsx";
import type { PostAnswer } from "./wire.ts";

/** A request with a body, which is always JSON. */
export const json = (method: string, body: unknown): RequestInit => ({
  method,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});

/** Posts what a form holds. The text stays where it is until the instance has said that it is stored. */
export async function send(desk: Desk, form: Form): Promise<void> {
  if (form.sending || pointed(desk, form, check(desk, form))) return;
  form.store();
  form.note();
  form.busy(true);
  const outcome = await post(desk, form);
  form.busy(false);
  if (desk.ctx.boot.signal.aborted) return;
  if ("edit_token" in outcome) await desk.posted(form, outcome);
  else refused(desk, form, outcome);
}

/** What the instance would refuse, in its own shape, without asking it. */
function check({ ctx, me }: Desk, { area }: Form): Errors {
  const { min_length, max_length } = ctx.answer.settings;
  const { length } = [...area.value.trim()];
  const text = !length ? "required" : length < min_length ? "too-short" : length > max_length && "too-long";
  const email = !/^\s*\S+@\S+\.\S+\s*$/.test(me.person.email) && "required";
  const name = !/\S/.test(me.person.name) && "required";
  return { text: { code: text }, name: { code: name }, email: { code: email } };
}

/** Says beside the fields what is wrong with them; false when it is none of them. */
function pointed({ ctx }: Desk, form: Form, errors: Errors): boolean {
  const wrong = fieldSentences(ctx, errors);
  const some = Object.keys(wrong).length > 0;
  if (some) form.errors(wrong);
  if (some) ctx.say(ctx.t("form_fix"));
  return some;
}

function message({ ctx, me }: Desk, form: Form) {
  const { name, email, website, token } = me.person;
  const { url, thread } = ctx.boot.query;
  const title = ctx.host.getAttribute("page-title") ?? document.querySelector<HTMLMetaElement>("meta[property='og:title']")?.content ?? document.title;
  // What is undefined is left out by JSON.
  return {
    url,
    thread,
    title: title.trim().slice(0, 200),
    parent: form.parent?.data.id,
    name,
    email,
    website,
    text: form.area.value,
    writer_token: token,
    homepage: form.trap.value,
    idempotency_key: form.key,
  };
}

async function post(desk: Desk, form: Form): Promise<PostAnswer | Trouble> {
  const response = await desk.ctx.ask("comments", json("POST", message(desk, form))).catch(() => null);
  if (!response) return silence(desk.ctx);
  if (!response.ok) return troubleOf(response);
  const answer = (await response.json().catch(() => null)) as PostAnswer | null;
  // What is no answer of ours (a hotel's welcome page, say) means that we were not reached.
  return answer?.comment ? answer : { code: "unreachable" };
}

function refused(desk: Desk, form: Form, trouble: Trouble): void {
  const { ctx } = desk;
  const { status, code, errors, wait } = trouble;
  ctx.emit("error", { status, code });
  if (pointed(desk, form, errors)) return;
  const again = () => void send(desk, form);
  const said = explain(ctx, trouble);
  const note = notice(ctx.t, said.title, said.text, said.again && again);
  form.note(note);
  if (wait) countdown(ctx.t, note, wait);
  if (code === "offline") addEventListener("online", again, { once: true, signal: ctx.boot.signal });
}
