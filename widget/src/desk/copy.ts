// Buttons that copy what stands beside them. Without script they are not there, and people select it themselves.

const BACK_MS = 2000;

export function showCopies(root: ParentNode): void {
  for (const button of root.querySelectorAll<HTMLButtonElement>("[data-copies]")) button.hidden = false;
}

export function watchCopies(): void {
  showCopies(document);
  document.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLButtonElement>("[data-copies]");
    const source = button && document.getElementById(button.dataset["copies"] ?? "");
    if (button && source) void copy(button, source);
  });
}

async function copy(button: HTMLButtonElement, source: HTMLElement): Promise<void> {
  const says = document.getElementById("says");
  try {
    await navigator.clipboard.writeText(source.textContent);
    button.textContent = "Copied";
    if (says) says.textContent = "Copied.";
  } catch {
    // Without leave, or without https, it is at least chosen.
    getSelection()?.selectAllChildren(source);
    button.textContent = "Selected";
    if (says) says.textContent = "Selected; press Ctrl and C.";
  }
  setTimeout(() => {
    button.textContent = "Copy";
  }, BACK_MS);
}
