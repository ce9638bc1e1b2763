/** What may stand between two tags; lists are flattened and nothing-values are skipped. */
export type Child = Node | string | number | false | null | undefined | readonly Child[];

/**
 * Makes an element from TSX. Text goes in as text nodes only, so nothing that a commenter typed can become markup.
 * Functions become listeners (`onclick`), `true` an empty attribute, and false, null and undefined no attribute.
 */
export function h(tag: string, props: Record<string, unknown> | null, ...children: Child[]): HTMLElement {
  const node = document.createElement(tag);
  // Every button can be styled from outside, and only those that say so submit.
  if (tag === "button") props = { type: "button", part: "button", ...props };
  for (const [key, value] of Object.entries(props ?? {})) {
    if (typeof value === "function") node.addEventListener(key.slice(2), value as EventListener);
    else if ((value ?? false) !== false) node.setAttribute(key, value === true ? "" : String(value));
  }
  add(node, children);
  return node;
}

export function add(node: Node, children: readonly Child[]): void {
  for (const child of children) {
    if (Array.isArray(child)) add(node, child as readonly Child[]);
    else if (child || child === 0) {
      node.appendChild(child instanceof Node ? child : document.createTextNode(String(child)));
    }
  }
}
