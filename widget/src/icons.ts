/** Line drawings in a 16-unit square, drawn with the text's colour; never images, which a host's img-src could refuse. */
const SVG = "http://www.w3.org/2000/svg";

export function icon(path: string, flips = false): SVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", flips ? "i flip" : "i");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

export const DOWN = "M8 3v9.5M3.75 8.5 8 12.75 12.25 8.5";
export const REPLY = "M6.5 3 2.5 7l4 4M2.5 7h6a5 5 0 0 1 5 5v1";
// Dots are zero-length strokes with round caps: the style makes them thick.
export const DOTS = "M3.5 8h.01M8 8h.01M12.5 8h.01";
export const PIN = "M8 13V9.5M4 9.5h8l-2-3v-4H6v4z";
export const BACK = "M10 3.5 5.5 8l4.5 4.5";
export const NEXT = "M6 3.5 10.5 8 6 12.5";
export const LAST = "M4 3.5 8.5 8 4 12.5M12 3.5v9";
export const WARN = "M8 2.25 14.25 13.25H1.75zM8 6.5v3M8 11.4v.1";
export const FEED = "M3 3a10 10 0 0 1 10 10M3 7.25A5.75 5.75 0 0 1 8.75 13M3.6 12.4h.01";
export const BOLD = "M4.5 2.75h4a2.6 2.6 0 0 1 0 5.2h-4zM4.5 7.95h4.75a2.65 2.65 0 0 1 0 5.3H4.5z";
export const ITALIC = "M6.5 2.75h5M4.5 13.25h5M9.2 2.75 6.8 13.25";
export const LINK =
  "M6.75 9.25a2.6 2.6 0 0 0 3.7 0l2.3-2.3a2.6 2.6 0 0 0-3.7-3.7l-.8.8M9.25 6.75a2.6 2.6 0 0 0-3.7 0l-2.3 2.3a2.6 2.6 0 0 0 3.7 3.7l.8-.8";
export const QUOTE = "M3 2.75v10.5M6 4.5h7.5M6 8h7.5M6 11.5h4.5";
export const CODE = "M5.75 4 1.75 8l4 4M10.25 4l4 4-4 4";
export const LIST = "M6 4h7.5M6 8h7.5M6 12h7.5M2.75 4h.01M2.75 8h.01M2.75 12h.01";
export const FOLD = "M4 6.5 8 2.5l4 4M4 9.5l4 4 4-4";
