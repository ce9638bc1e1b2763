import { h } from "./h.ts";
import type { Child } from "./h.ts";

const TAGS = /^(?:p|a|em|strong|del|code|pre|blockquote|ul|ol|li|br)$/;
// The server refuses deeper nesting; the bound here keeps a wrong answer from overflowing the stack.
const DEEPEST = 60;

/**
 * Makes nodes from a body tree: a node is a string or `[tag, {attributes}?, ...nodes]`. Only the tags above, `href` with a
 * web or mail address on `a` and `start` on `ol` come through; of anything else only the text does.
 */
export function tree(nodes: unknown, depth = 0): Child[] {
  if (!Array.isArray(nodes) || depth > DEEPEST) return [];
  return nodes.map((node: unknown): Child => {
    if (typeof node === "string") return node;
    if (!Array.isArray(node)) return null;
    const [tag, second, ...rest] = node as [unknown, unknown, ...unknown[]];
    const hasAttributes = typeof second === "object" && second !== null && !Array.isArray(second);
    const inner = tree(hasAttributes || second === undefined ? rest : [second, ...rest], depth + 1);
    if (typeof tag !== "string" || !TAGS.test(tag)) return inner;
    return h(tag, attributes(tag, hasAttributes ? (second as Record<string, unknown>) : {}), inner);
  });
}

function attributes(tag: string, given: Record<string, unknown>): Record<string, unknown> {
  if (tag === "a" && webAddress(given["href"])) return { href: given["href"], rel: "nofollow ugc noopener" };
  if (tag === "ol" && Number.isInteger(given["start"])) return { start: given["start"] };
  // A long line of code scrolls sideways, and whatever scrolls must be reachable with the keyboard.
  return tag === "pre" ? { tabindex: 0 } : {};
}

export function webAddress(href: unknown): href is string {
  return typeof href === "string" && /^(?:https?:\/\/|mailto:)/i.test(href);
}
