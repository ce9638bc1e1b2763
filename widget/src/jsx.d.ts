// TSX here makes real DOM nodes at once, so every expression is an element and every tag is allowed.
declare namespace JSX {
  type Element = HTMLElement;
  interface IntrinsicElements {
    [tag: string]: Record<string, unknown>;
  }
  interface ElementChildrenAttribute {
    children: unknown;
  }
}

declare module "*.css" {
  const text: string;
  export default text;
}

declare module "english:core" {
  const catalog: import("./words.ts").Catalog;
  export default catalog;
}

declare module "english:own" {
  const catalog: import("./words.ts").Catalog;
  export default catalog;
}

declare module "english:composer" {
  const catalog: import("./words.ts").Catalog;
  export default catalog;
}

declare module "every:moderate" {
  /** By language. */
  const catalogs: Record<string, import("./words.ts").Catalog>;
  export default catalogs;
}
