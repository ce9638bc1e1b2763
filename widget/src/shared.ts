/**
 * What every bundle needs. The core carries it; the bundles loaded later import it from the core's own file, so nothing is
 * sent twice and there is one instance of each.
 */
export { add, h } from "./h.ts";
export { tree, webAddress } from "./body.ts";
export { article, fold } from "./comment.tsx";
export { invitation } from "./frame.tsx";
export { icon, REPLY, WARN } from "./icons.ts";
export { permalink } from "./permalink.ts";
export { keep, keysOf, recall } from "./store.ts";
export { insert, moreReplies } from "./thread.tsx";
