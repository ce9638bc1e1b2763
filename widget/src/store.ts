/** The host page's localStorage. It may be forbidden, full, or hold another program's junk: none of that is our failure. */
export function recall<T extends object | string>(key: string, empty: T): T {
  try {
    const kept = JSON.parse(localStorage.getItem(`chime-in:${key}`) ?? "") as T;
    // Another program's list under the name of our record would otherwise break whoever reads it.
    return kept.constructor === empty.constructor ? kept : empty;
  } catch {
    return empty;
  }
}

/** Says whether it was kept; null forgets. */
export function keep(key: string, value: unknown): boolean {
  try {
    if (value === null) localStorage.removeItem(`chime-in:${key}`);
    else localStorage.setItem(`chime-in:${key}`, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

export function keysOf(prefix: string): string[] {
  try {
    const start = `chime-in:${prefix}`;
    return Object.keys(localStorage).flatMap((key) => (key.startsWith(start) ? [key.slice(9)] : []));
  } catch {
    return [];
  }
}
