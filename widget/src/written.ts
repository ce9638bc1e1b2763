/** What the third bundle takes from the composer, which is always there before it. */
export { LINK, QUOTE } from "./icons.ts";
export { insert } from "./insert.ts";
export { mark } from "./posts.tsx";
export { explain, fieldSentences, silence, troubleOf } from "./refusals.tsx";
export { json } from "./send.tsx";
export { rove, toolbar } from "./toolbar.tsx";
