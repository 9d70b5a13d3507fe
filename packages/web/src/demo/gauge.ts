import { html, type SVGTemplateResult, svg, type TemplateResult } from "lit";
import { formatInteger } from "../format/quantity.js";

// Above this many units single cells would be narrower than the gaps between them.
const mostCells = 48;
const width = 240;
const height = 14;

/** Distinct matches drawn against the threshold. The sentence beside it says the same. */
export function renderGauge(distinctMatches: number, threshold: number): TemplateResult {
  const scale = Math.max(distinctMatches, Math.ceil(threshold * 1.25), threshold + 1);
  const unit = width / scale;
  const line = threshold * unit;
  return html`<svg
    class="gauge"
    viewBox="0 0 ${width} ${height}"
    preserveAspectRatio="none"
    role="img"
    aria-label="${formatInteger(distinctMatches)} distinct matches, threshold ${formatInteger(threshold)}"
  >
    ${scale <= mostCells ? cells(distinctMatches, scale, unit) : bar(distinctMatches, unit)}
    <line class="gauge-threshold-halo" x1=${line} x2=${line} y1="0" y2=${height} />
    <line class="gauge-threshold" x1=${line} x2=${line} y1="-1" y2=${height + 1} />
  </svg>`;
}

function cells(filled: number, scale: number, unit: number): SVGTemplateResult[] {
  return Array.from(
    { length: scale },
    (_, index) =>
      svg`<rect class=${index < filled ? "gauge-on" : "gauge-off"} x=${index * unit + 0.75} y="3" width=${unit - 1.5} height="8" />`,
  );
}

function bar(filled: number, unit: number): SVGTemplateResult {
  return svg`<rect class="gauge-off" x="0" y="3" width=${width} height="8" /><rect class="gauge-on" x="0" y="3" width=${filled * unit} height="8" />`;
}
