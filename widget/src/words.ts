import type { Child } from "./h.ts";

/** Strings by name; in what is built both the strings and whoever asks for them have numbers instead (build.mjs). */
export type Catalog = Record<string, string | Record<string, string>>;
type Values = Record<string, string | number>;

/** The strings of one language. A key that a catalogue lacks falls back to English, alone and visibly. */
export interface Words {
  readonly lang: string;
  readonly dir: "ltr" | "rtl";
  (key: string, values?: Values): string;
  /** The same with nodes for placeholders, so that a name can be bold in whatever place a language wants it. */
  rich(key: string, values: Record<string, Child>): Child[];
  number(n: number): string;
  /** Adds English strings that come with code loaded later. */
  learn(english: Catalog): void;
}

const RTL = /^(ar|fa|he|ur|ps|ckb|sd|ug|yi|dv)\b/;

export function makeWords(lang: string, catalog: Catalog | null, english: Catalog): Words {
  const known = { ...english };
  const numbers = new Intl.NumberFormat(lang);
  const number = (n: number) => numbers.format(n);

  const pattern = (key: string, n: unknown): string => {
    const own = catalog?.[key];
    const entry = own ?? known[key] ?? key;
    if (typeof entry === "string") return entry;
    const category = new Intl.PluralRules(own ? lang : "en").select(Number(n));
    return entry[category] ?? entry["other"] ?? key;
  };
  const rich = (key: string, values: Record<string, Child>): Child[] =>
    pattern(key, values["n"])
      .split(/\{(\w+)\}/)
      .map((piece, i) => {
        if (i % 2 === 0) return piece;
        const value = values[piece];
        return typeof value === "number" ? number(value) : value;
      });
  const words = (key: string, values: Values = {}) => rich(key, values).join("");
  return Object.assign(words, {
    lang,
    dir: RTL.test(lang) ? ("rtl" as const) : ("ltr" as const),
    rich,
    number,
    learn: (more: Catalog) => void Object.assign(known, more),
  });
}
