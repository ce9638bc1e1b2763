import { fold, permalink } from "./placed.ts";
import { h, icon } from "./shared.ts";
import { FOLD } from "./icons.ts";
import { quotation } from "./markdown.ts";
import { LINK, QUOTE, rove } from "./written.ts";
import type { Ctx, Item } from "./ctx.ts";

/** What else can be done with a comment. A popover, because the list's rows clip whatever reaches out of them. */
export function openMenu(ctx: Ctx, item: Item, button: HTMLElement): void {
  const { t } = ctx;
  const close = () => menu.hidePopover();
  const entry = (key: string, drawing: string, act: () => void) => (
    <button role="menuitem" tabindex="-1" onclick={act}>
      {icon(drawing)}
      {t(key)}
    </button>
  );
  const menu = (
    <div class="menu" role="menu" popover="auto" aria-label={t("own_menu")}>
      {ctx.answer.thread.open &&
        entry("own_quote_in", QUOTE, () => {
          const words = picked;
          close();
          ctx.composer?.reply(item, quotation(words));
        })}
      {entry("own_copy", LINK, () => {
        close();
        void copy(ctx, permalink(item.data.id));
      })}
      {item.list &&
        entry("own_collapse", FOLD, () => {
          close();
          fold(ctx, item, true);
          item.article.querySelector<HTMLElement>(".unfold")?.focus();
        })}
    </div>
  );
  const picked = selected(ctx, item) || (item.article.querySelector<HTMLElement>(".body")?.innerText ?? "");
    rove(menu, ["ArrowUp", "ArrowDown"]);
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Tab") close();
  });
  menu.addEventListener("toggle", (event) => {
    if ((event as ToggleEvent).newState !== "closed") return;
    removeEventListener("scroll", close);
    button.setAttribute("aria-expanded", "false");
    const root = ctx.section.getRootNode() as ShadowRoot;
    if (!root.activeElement || menu.contains(root.activeElement)) button.focus();
    menu.remove();
  });
  ctx.section.append(menu);
  menu.showPopover();
  place(menu, button.getBoundingClientRect());
  button.setAttribute("aria-expanded", "true");
  addEventListener("scroll", close, { once: true, passive: true, signal: ctx.boot.signal });
  menu.querySelector("button")?.focus({ preventScroll: true });
}

function place(menu: HTMLElement, at: DOMRect): void {
  const { offsetWidth: width, offsetHeight: height } = menu;
  const rtl = getComputedStyle(menu).direction === "rtl";
  const left = rtl ? at.right - width : at.left;
  const below = at.bottom + height + 8 < innerHeight;
  menu.style.left = `${Math.max(8, Math.min(left, document.documentElement.clientWidth - width - 8))}px`;
  menu.style.top = `${below ? at.bottom + 4 : at.top - height - 4}px`;
}

/** The part of this comment that the reader has selected, if any. */
function selected(ctx: Ctx, item: Item): string {
  const root = ctx.section.getRootNode() as ShadowRoot & { getSelection?(): Selection | null };
  const selection = root.getSelection?.() ?? getSelection();
  const inside = selection?.anchorNode && item.article.contains(selection.anchorNode);
  return inside ? selection.toString().trim() : "";
}

async function copy(ctx: Ctx, address: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(address);
    ctx.say(ctx.t("own_copied"));
  } catch {
    // A page without the permission (or plain http) still gets the address: in the bar, to copy by hand.
    location.hash = new URL(address).hash;
  }
}
