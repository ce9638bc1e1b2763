/**
 * What every bundle needs. The core carries it; the bundles loaded later import it from the core's own file, so nothing is
 * sent twice and there is one instance of each.
 */
export { add, h } from "./h.ts";
export { tree, webAddress } from "./body.ts";
export { avatar, branch } from "./comment.tsx";
export { invitation, shell } from "./frame.tsx";
export { icon, REPLY } from "./icons.ts";
export { notice } from "./states.tsx";
export { keep, keysOf, recall } from "./store.ts";
export { counted, place } from "./thread.tsx";
