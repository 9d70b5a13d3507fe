/**
 * Where a key leads in a grid of `count` options in rows of `columns`; `null` for a key that does not move.
 * Up and down stay where they are at the edge, so that the reader is not thrown to another column.
 */
export function nextIndex(key: string, index: number, count: number, columns: number): number | null {
  switch (key) {
    case "ArrowRight":
      return Math.min(index + 1, count - 1);
    case "ArrowLeft":
      return Math.max(index - 1, 0);
    case "ArrowDown":
      return index + columns < count ? index + columns : index;
    case "ArrowUp":
      return index - columns >= 0 ? index - columns : index;
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return null;
  }
}

/** Moves the focus between the options of a list box by arrow keys, so that 200 pictures are one tab stop. */
export function moveFocus(event: KeyboardEvent): void {
  if (event.altKey || event.ctrlKey || event.metaKey || !(event.currentTarget instanceof HTMLElement)) return;
  const options = [...event.currentTarget.querySelectorAll<HTMLElement>("[role=option]")];
  const index = options.findIndex((option) => option.matches(":focus"));
  const first = options[0];
  if (!first || index < 0) return;
  const columns = options.filter((option) => option.offsetTop === first.offsetTop).length;
  const next = nextIndex(event.key, index, options.length, columns);
  if (next === null) return;
  event.preventDefault();
  options[next]?.focus();
}

/** The option that carries the list box's one tab stop: the highlighted one if it is in the list, else the first. */
export function tabStop(voucherIds: readonly string[], highlighted: string | null): string | null {
  return highlighted !== null && voucherIds.includes(highlighted) ? highlighted : (voucherIds[0] ?? null);
}
