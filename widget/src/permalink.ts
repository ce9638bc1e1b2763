/** Where a reader finds a comment; absolute, because a <base> of the host would bend a bare fragment. */
export function permalink(id: string): string {
  return `${location.href.split("#")[0] ?? ""}#chime-${id}`;
}
