const svgNamespace = "http://www.w3.org/2000/svg";

/**
 * Draws the tie across the wall, from the highlighted picture to its voucher, if both are in sight and side by side.
 * Geometry is only known after layout, so this is drawn after rendering and on scrolling, not in a template.
 */
export function drawTieLine(sides: HTMLElement): void {
  const line = sides.querySelector(".tie-line");
  if (!line) return;
  line.replaceChildren();
  const picture = sides.querySelector<HTMLElement>(".side-device .is-tied");
  const voucher = sides.querySelector<HTMLElement>(".side-server .is-tied");
  if (!picture || !voucher || !inSight(picture) || !inSight(voucher)) return;
  const frame = sides.getBoundingClientRect();
  const from = picture.getBoundingClientRect();
  const to = voucher.getBoundingClientRect();
  if (from.right >= to.left) return;
  const [x1, y1, x2, y2] = [
    from.right - frame.left,
    middle(from) - frame.top,
    to.left - frame.left,
    middle(to) - frame.top,
  ];
  const bend = (x2 - x1) / 2;
  const path = document.createElementNS(svgNamespace, "path");
  path.setAttribute("d", `M${x1} ${y1} C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`);
  line.append(path, dot(x1, y1), dot(x2, y2));
}

/** Scrolls the pane of every highlighted tile, and nothing else, until the tile is in sight. */
export function revealTied(sides: HTMLElement): void {
  for (const tile of sides.querySelectorAll<HTMLElement>(".is-tied")) {
    const pane = tile.closest(".tiles");
    if (!pane) continue;
    const [paneBox, tileBox] = [pane.getBoundingClientRect(), tile.getBoundingClientRect()];
    if (tileBox.top < paneBox.top) pane.scrollTop -= paneBox.top - tileBox.top + 8;
    else if (tileBox.bottom > paneBox.bottom) pane.scrollTop += tileBox.bottom - paneBox.bottom + 8;
  }
}

function inSight(tile: HTMLElement): boolean {
  const pane = tile.closest(".tiles")?.getBoundingClientRect();
  const y = middle(tile.getBoundingClientRect());
  return pane !== undefined && y >= pane.top && y <= pane.bottom;
}

function middle(box: DOMRect): number {
  return box.top + box.height / 2;
}

function dot(x: number, y: number): SVGCircleElement {
  const circle = document.createElementNS(svgNamespace, "circle");
  circle.setAttribute("cx", String(x));
  circle.setAttribute("cy", String(y));
  circle.setAttribute("r", "4");
  return circle;
}
