import { add, h, icon, invitation, REPLY, webAddress } from "./shared.ts";
import { newKey } from "./drafts.ts";
import type { Desk } from "./desk.ts";
import type { Child } from "./h.ts";
import type { Item } from "./ctx.ts";
import type { Tools } from "./tools.tsx";
import type { Person } from "./me.ts";

export type FieldName = keyof Person | "text";

/** A form to comment: the one at the end of the page, or the one under the comment that is being answered. */
export class Form {
  readonly node: HTMLFormElement;
  readonly area: HTMLTextAreaElement;
  readonly trap = (<input name="url2" tabindex={-1} autocomplete="off" />) as HTMLInputElement;
  key = newKey();
  sending = false;
  private readonly id: string;
  private readonly bar = <div class="bar"></div>;
  private readonly who = <div></div>;
  private readonly saved = <span class="saved"></span>;
  readonly notes = <div class="notes"></div>;
  private readonly button: HTMLButtonElement;
  /** Toolbar and preview come a moment later; nobody needs them in order to write. */
  private tools: Tools | null = null;
  private remember: HTMLInputElement | null = null;
  private inputs: Partial<Record<FieldName, HTMLInputElement | HTMLTextAreaElement>> = {};
  private saving: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly desk: Desk,
    readonly parent: Item | null,
  ) {
    const { t } = desk.ctx;
    this.id = parent ? "r" : "m";
    this.area = (
      <textarea id={`${this.id}-text`} name="text" rows="4" part="input" required placeholder={t("placeholder")} dir="auto"></textarea>
    ) as HTMLTextAreaElement;
    this.button = (
      <button type="submit" class="btn">
        <span>{t(parent ? "form_reply" : "form_post")}</span>
      </button>
    ) as HTMLButtonElement;
    this.node = this.draw();
    this.people(!desk.me.remembered);
    this.area.addEventListener("input", () => this.typed());
    void desk.own().then((own) => {
      this.tools = own.tools(desk.ctx, this.bar, this.area);
    }, Boolean);
    this.node.addEventListener("submit", (event) => {
      event.preventDefault();
      void desk.send(this);
    });
    this.node.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.node.requestSubmit();
      if (event.key === "Escape" && parent) desk.cancel();
    });
  }

  private draw(): HTMLFormElement {
    const { ctx } = this.desk;
    const { t } = ctx;
    const { settings } = ctx.answer;
    const name = this.parent?.data.name ?? "";
    const head = this.parent ? (
      <p class="replying" id="reply-title">
        {icon(REPLY, true)}
        <span>{t.rich("form_replying", { name: <b dir="auto">{name}</b> })}</span>
        <span class="sp"></span>
        <button class="act" onclick={() => this.desk.cancel()}>
          {t("form_cancel")}
        </button>
      </p>
    ) : (
      invitation(ctx)
    );
    const rule = { first: "form_first", all: "form_all" }[settings.moderation];
    return (
      <form class={this.parent ? "form inline" : "form"} id={this.parent ? false : "join"} part="form" novalidate aria-labelledby={this.parent ? "reply-title" : "join-title mark"}>
        {head}
        <div class="editor f">
          {this.bar}
          <label class="vh" for={`${this.id}-text`}>
            {t("your_comment")}
          </label>
          {this.area}
        </div>
        {this.who}
        <div class="vh" aria-hidden="true">
          {this.trap}
        </div>
        {this.notes}
        <p class="rules">
          <span id={`${this.id}-consent`}>{settings.consent || t("form_consent")}</span> {rule && t(rule)}{" "}
          {webAddress(settings.guidelines_url) && <a href={settings.guidelines_url}>{t("form_guidelines")}</a>}
        </p>
      </form>
    ) as HTMLFormElement;
  }

  /** Draws who is writing: three fields, or one line for somebody remembered. */
  private people(fields: boolean): void {
    const { me, ctx } = this.desk;
    const { t } = ctx;
    this.inputs = { text: this.area };
    this.remember = fields ? ((<input type="checkbox" name="remember" />) as HTMLInputElement) : null;
    if (this.remember) this.remember.checked = me.remembered;
    this.who.replaceChildren();
    add(this.who, [
      fields && (
        <div class="fields">
          {this.field("name", "text", "name", null)}
          {this.field("email", "email", "email", t("form_private"))}
          {this.field("website", "url", "url", t("form_optional"))}
        </div>
      ),
      <div class="row">
        {this.remember ? (
          <label class="ck">
            {this.remember} {t("form_remember")}
          </label>
        ) : (
          <span class="me">
            {me.avatar && <img class="av" alt="" width="28" height="28" crossorigin="anonymous" src={new URL(me.avatar.slice(1), ctx.boot.base).href} />}
            <span>{t.rich("form_as", { name: <b dir="auto">{me.person.name}</b> })}</span>
            <button class="act" onclick={() => this.change()}>
              {t("form_change")}
            </button>
          </span>
        )}
        <span class="sp"></span>
        {this.saved}
        {this.button}
      </div>,
    ]);
  }

  private change(): void {
    this.people(true);
    this.inputs.name?.focus();
  }

  private field(name: keyof Person, type: string, autocomplete: string, aside: string | null): HTMLElement {
    const { t } = this.desk.ctx;
    const id = `${this.id}-${name}`;
    const about = name === "email" ? `${this.id}-consent` : false;
    const input = (
      <input id={id} name={name} type={type} part="input" autocomplete={autocomplete} required={name !== "website"} dir={name === "name" ? "auto" : "ltr"} aria-describedby={about} />
    ) as HTMLInputElement;
    input.placeholder = name === "website" ? "https://" : " ";
    input.value = this.desk.me.person[name];
    input.addEventListener("input", () => {
      this.desk.me.person[name] = input.value;
      this.wrong(name, "");
    });
    this.inputs[name] = input;
    return (
      <div class="f">
        <label for={id}>
          {t(`form_${name}`)} {aside && <span class="opt">{aside}</span>}
        </label>
        {input}
      </div>
    );
  }

  get remembers(): boolean {
    return this.remember ? this.remember.checked : true;
  }

  /** Puts text in without asking whether it is saved. */
  fill(text: string): void {
    this.area.value = text;
    this.tools?.back();
  }

  private typed(): void {
    this.wrong("text", "");
    clearTimeout(this.saving);
    this.saving = setTimeout(() => this.store(), 300);
  }

  store(): void {
    const kept = this.desk.drafts.save(this.parent?.data.id ?? "", this.area.value, this.key);
    this.saved.textContent = this.area.value.trim() ? this.desk.ctx.t(kept ? "form_draft" : "form_unsaved") : "";
  }

  clear(): void {
    clearTimeout(this.saving);
    this.key = newKey();
    this.area.value = "";
    this.saved.textContent = "";
    this.note(null);
    this.people(!this.desk.me.remembered);
    this.tools?.back();
  }

  busy(posting: boolean): void {
    const { t } = this.desk.ctx;
    this.sending = posting;
    this.button.setAttribute("aria-disabled", String(posting));
    this.button.firstElementChild?.replaceChildren(t(posting ? "form_posting" : this.parent ? "form_reply" : "form_post"));
  }

  note(note: Child): void {
    this.notes.replaceChildren();
    add(this.notes, [note]);
  }

  /** Says what is wrong with a field under it; an empty sentence takes it back. */
  wrong(name: FieldName, sentence: string): void {
    const input = this.inputs[name];
    const id = `${this.id}-${name}-e`;
    const box = name === "text" ? this.node.querySelector(".editor") : input?.parentElement;
    this.node.querySelector(`#${id}`)?.remove();
    input?.removeAttribute("aria-invalid");
    const about = input?.getAttribute("aria-describedby")?.replace(id, "").trim();
    if (about) input?.setAttribute("aria-describedby", about);
    else input?.removeAttribute("aria-describedby");
    if (!sentence || !input || !box) return;
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", `${id} ${about ?? ""}`.trim());
    const line = (
      <p class="err" id={id}>
        {sentence}
      </p>
    );
    if (name === "text") box.after(line);
    else box.append(line);
  }

  /** All wrong fields at once; the first of them gets the focus. */
  errors(wrong: Partial<Record<FieldName, string>>): void {
    if ((wrong.name || wrong.email || wrong.website) && !this.inputs.name) this.people(true);
    const names: FieldName[] = ["text", "name", "email", "website"];
    this.tools?.back();
    for (const name of names) this.wrong(name, wrong[name] ?? "");
    const first = names.find((name) => wrong[name]);
    if (first) this.inputs[first]?.focus();
  }
}
