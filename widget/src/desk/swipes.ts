// One card at a time: a swipe to the right approves, one to the left rejects. The buttons below do the same.
const FAR = 90;

export function watchSwipes(): void {
  let start: { x: number; y: number; card: HTMLElement } | null = null;
  document.addEventListener("pointerdown", (event) => {
    const card = (event.target as Element).closest<HTMLElement>(".one .item");
    start = card && event.pointerType === "touch" ? { x: event.clientX, y: event.clientY, card } : null;
  });
  document.addEventListener("pointermove", (event) => {
    if (start) start.card.style.translate = `${String(Math.round(event.clientX - start.x))}px`;
  });
  const end = (event: PointerEvent): void => {
    if (!start) return;
    const [across, along, card] = [event.clientX - start.x, Math.abs(event.clientY - start.y), start.card];
    start = null;
    card.style.removeProperty("translate");
    if (event.type === "pointercancel" || Math.abs(across) < FAR || along > Math.abs(across)) return;
    card.querySelector<HTMLElement>(`[data-key="${across > 0 ? "a" : "d"}"]`)?.click();
  };
  document.addEventListener("pointerup", end);
  document.addEventListener("pointercancel", end);
}
