/** What the core shares with the third bundle alone: how comments that are there are drawn and found. */
export { article, fold } from "./comment.tsx";
export { permalink } from "./permalink.ts";
export { moreReplies } from "./thread.tsx";
