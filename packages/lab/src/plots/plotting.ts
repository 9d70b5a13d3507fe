/**
 * Observable Plot and the DOM that it draws into. Both are loaded without their own types, which need the compiler's
 * checks of libraries switched off; what is used of them is declared here.
 */
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

/** A part of a figure, opaque. */
type Mark = object;

interface PlotLibrary {
  plot(options: Readonly<Record<string, unknown>>): SvgElement;
  dot(data: readonly object[], options: Readonly<Record<string, unknown>>): Mark;
  line(data: readonly object[], options: Readonly<Record<string, unknown>>): Mark;
  ruleX(data: readonly unknown[], options: Readonly<Record<string, unknown>>): Mark;
  ruleY(data: readonly unknown[], options: Readonly<Record<string, unknown>>): Mark;
  frame(options: Readonly<Record<string, unknown>>): Mark;
  text(data: readonly unknown[], options: Readonly<Record<string, unknown>>): Mark;
}

/** What a figure is drawn with. */
interface SvgElement {
  readonly outerHTML: string;
  setAttribute(name: string, value: string): void;
}

/** https://observablehq.com/plot/ */
export const Plot: PlotLibrary = require("@observablehq/plot");

/** An empty document, for the option `document` of `Plot.plot`. */
export function createDocument(): object {
  const { parseHTML } = require("linkedom") as { parseHTML(html: string): { readonly document: object } };
  return parseHTML("<!doctype html><html><body></body></html>").document;
}
