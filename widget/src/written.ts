/** What the third bundle takes from the composer, which is always there before it. */
export { bearer, counted } from "./posts.ts";
export { explain, fieldSentences, silence, troubleOf } from "./refusals.tsx";
