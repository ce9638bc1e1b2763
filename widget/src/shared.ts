/**
 * What every bundle needs. The core carries it; the bundles loaded later import it from the core's own file, so nothing is
 * sent twice and there is one instance of each.
 */
export { add, h } from "./h.ts";
export { webAddress } from "./body.ts";
export { icon, LINK, QUOTE, REPLY, WARN, CLOCK } from "./icons.ts";
export { permalink } from "./permalink.ts";
export { keep, keysOf, recall } from "./store.ts";
