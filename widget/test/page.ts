/** Just enough of a page for code that makes nodes: what was made can be read back as text. */
class FakeNode {
  readonly children: (FakeNode | string)[] = [];
  readonly attributes: Record<string, string> = {};

  constructor(readonly tag: string) {}

  appendChild(child: FakeNode): void {
    this.children.push(child);
  }
  setAttribute(name: string, value: string): void {
    this.attributes[name] = value;
  }
  addEventListener(): void {
    throw new Error("a body has no listeners");
  }
}

export function installPage(): void {
  const text = (value: string) => Object.assign(new FakeNode("#text"), { value });
  Object.assign(globalThis, {
    Node: FakeNode,
    document: { createElement: (tag: string) => new FakeNode(tag), createTextNode: text },
  });
}

/** The nodes as a line of markup, for comparing; text is written as it is, so a test sees what would be shown. */
export function shown(nodes: unknown): string {
  if (Array.isArray(nodes)) return nodes.map(shown).join("");
  if (typeof nodes === "string") return nodes;
  if (!(nodes instanceof FakeNode)) return "";
  if (nodes.tag === "#text") return (nodes as unknown as { value: string }).value;
  const attributes = Object.entries(nodes.attributes).map(([name, value]) => ` ${name}=${value}`);
  return `<${nodes.tag}${attributes.join("")}>${nodes.children.map(shown).join("")}</${nodes.tag}>`;
}

/** A localStorage in memory, or one that refuses everything as a browser with blocked storage does. */
export function installStorage(refuses: boolean): void {
  const kept: Record<string, string> = {};
  const methods = {
    getItem: (name: string) => kept[name] ?? null,
    setItem: (name: string, value: string) => void (kept[name] = value),
    removeItem: (name: string) => void Reflect.deleteProperty(kept, name),
  };
  const storage = new Proxy(kept, {
    get: (_target, name) => {
      if (refuses) throw new Error("storage is blocked");
      return methods[name as keyof typeof methods];
    },
    ownKeys: () => {
      if (refuses) throw new Error("storage is blocked");
      return Object.keys(kept);
    },
  });
  Object.defineProperty(globalThis, "localStorage", { value: storage, configurable: true });
}
