import { add, avatar, h, icon, REPLY } from "./shared.ts";
import { newKey } from "./drafts.ts";
import { send } from "./send.tsx";
import { tools } from "./tools.tsx";
import type { Desk } from "./desk.ts";
import type { Ctx, Item } from "./ctx.ts";

export type FieldName = (typeof FIELDS)[number];
export type Sentences = Partial<Record<FieldName, string>>;
const FIELDS = ["text", "name", "email", "website"] as const;
type Field = HTMLInputElement | HTMLTextAreaElement;

/** A form to comment: the one at the end of the page, or the one under the comment that is being answered. */
export interface Form {
  readonly node: HTMLElement;
  readonly area: HTMLTextAreaElement;
  /** Whatever fills this in is no person. */
  readonly trap: HTMLInputElement;
  readonly parent: Item | null;
  key: string;
  sending: boolean;
  remembers(): boolean;
  /** Puts a text in, and keeps it as a draft. */
  fill(text: string): void;
  store(): void;
  clear(): void;
  busy(sending: boolean): void;
  note(note?: Node): void;
  /** All wrong fields at once; the first of them gets the focus. */
  errors(wrong: Sentences): void;
}

/** The head of a form under a comment. */
export function replying({ t }: Ctx, { data }: Item, cancel: () => void): HTMLElement {
  return (
    <p class="replying" id="reply-title">
      {icon(REPLY, true)}
      <span>{t.rich("form_replying", { name: <b dir="auto">{data.name}</b> })}</span>
      <span class="sp"></span>
      <button class="act" onclick={cancel}>
        {t("form_cancel")}
      </button>
    </p>
  );
}

/** Builds a form into its frame; what was typed there already stays. */
export function makeForm(desk: Desk, parent: Item | null, node: HTMLElement): Form {
  const { ctx, me, drafts } = desk;
  const { t } = ctx;
  const id = parent ? "r" : "m";
  const at = parent?.data.id ?? "";
  const begun = drafts.get(at);
  const area = node.querySelector("textarea") as HTMLTextAreaElement;
  const [bar, look, back] = tools(ctx, area);
  const who = <div></div>;
  const saved = <span class="saved"></span>;
  const notes = <div class="notes"></div>;
  const label = <span></span>;
  const button = (
    <button type="submit" class="btn">
      {label}
    </button>
  );
  let fields: Partial<Record<FieldName, Field>>;
  let remember: HTMLInputElement | null;
  let saving: ReturnType<typeof setTimeout>;

  const form: Form = {
    node,
    area,
    parent,
    trap: (<input class="vh" name="url2" tabindex="-1" autocomplete="off" aria-hidden="true" />) as HTMLInputElement,
    key: begun.key ?? newKey(),
    sending: false,
    remembers: () => remember?.checked ?? true,
    fill: (text) => {
      area.value = text;
      form.store();
      back();
    },
    store: () => {
      const kept = drafts.save(at, area.value, form.key);
      saved.textContent = area.value.trim() && t(kept ? "form_draft" : "form_unsaved");
    },
    clear: () => {
      form.key = newKey();
      form.fill("");
      people(!me.remembered);
    },
    busy: (sending) => {
      form.sending = sending;
      button.ariaDisabled = String(sending);
      label.textContent = t(sending ? "form_posting" : parent ? "form_reply" : "form_post");
    },
    note: (note) => notes.replaceChildren(...(note ? [note] : [])),
    errors: (wrong) => {
      back();
      const bad = FIELDS.filter((name) => wrong[name]);
      if (bad.some((name) => !fields[name])) people(true);
      for (const name of FIELDS) say(name, wrong[name]);
      fields[bad[0] as FieldName]?.focus();
    },
  };

  /** Says what is wrong with a field under it; nothing takes it back. */
  const say = (name: FieldName, sentence = "") => {
    const field = fields[name];
    if (!field) return;
    field.ariaInvalid = sentence ? "true" : null;
    node.querySelector(`#${field.id}-e`)?.replaceChildren(sentence);
  };
  const problem = (name: FieldName) => <p class="err" id={`${id}-${name}-e`}></p>;

  const field = (name: "name" | "email" | "website", type: string, word: string, aside: string) => {
    const input = (
      <input
        id={`${id}-${name}`}
        name={name}
        type={type}
        part="input"
        autocomplete={type === "text" ? name : type}
        required={name !== "website"}
        dir={name === "name" ? "auto" : "ltr"}
        placeholder={name === "website" ? "https://" : " "}
        aria-describedby={`${id}-${name}-e${name === "email" ? ` ${id}-consent` : ""}`}
        oninput={() => {
          me.person[name] = input.value;
          say(name);
        }}
      />
    ) as HTMLInputElement;
    input.value = me.person[name];
    fields[name] = input;
    return (
      <div class="f">
        <label for={input.id}>
          {word} <span class="opt">{aside}</span>
        </label>
        {input}
        {problem(name)}
      </div>
    );
  };

  /** Draws who is writing: three fields, or one line for somebody remembered. */
  const people = (asked: boolean) => {
    fields = { text: area };
    remember = asked ? ((<input type="checkbox" checked={me.remembered} />) as HTMLInputElement) : null;
    who.replaceChildren();
    add(who, [
      asked && (
        <div class="fields">
          {field("name", "text", t("form_name"), "")}
          {field("email", "email", t("form_email"), t("form_private"))}
          {field("website", "url", t("form_website"), t("form_optional"))}
        </div>
      ),
      <div class="row">
        {asked ? (
          <label class="ck">
            {remember} {t("form_remember")}
          </label>
        ) : (
          <span class="me">
            {me.person.avatar && avatar(ctx, me.person)}
            <span>{t.rich("form_as", { name: <b dir="auto">{me.person.name}</b> })}</span>
            <button
              class="act"
              onclick={() => {
                people(true);
                fields.name?.focus();
              }}
            >
              {t("form_change")}
            </button>
          </span>
        )}
        <span class="sp"></span>
        {saved}
        {button}
      </div>,
    ]);
  };

  node.classList.remove("frame");
  node.querySelector(".bar")?.replaceWith(bar);
  area.after(look);
  node.querySelector(".hold")?.replaceWith(
    problem("text"),
    who,
    form.trap,
    notes,
  );
  node.addEventListener("submit", (event) => {
    event.preventDefault();
    void send(desk, form);
  });
  node.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void send(desk, form);
    if (event.key === "Escape" && parent) desk.cancel();
  });
  // Another content is another comment; a try whose answer was lost is the same.
  node.addEventListener("input", () => {
    form.key = newKey();
  });
  area.addEventListener("input", () => {
    say("text");
    clearTimeout(saving);
    saving = setTimeout(form.store, 300);
  });
  form.busy(false);
  people(!me.remembered);
  if (begun.text && !area.value) area.value = begun.text;
  form.store();
  return form;
}
