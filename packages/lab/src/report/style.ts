/** The dossier's style sheet: a document to read and to print, with the reader's own fonts. */
export const style = `
:root { --ink: #1b1b1b; --soft: #565656; --line: #d4d0c8; --paper: #fffdf9; --tint: #f4f1ea; --link: #14507a;
  --good: #1d6b3c; --bad: #a3261b; --open: #7a5a00; }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0 auto; padding: 2.5rem 1.5rem 6rem; max-width: 68rem; color: var(--ink); background: var(--paper);
  font: 17px/1.55 Charter, "Bitstream Charter", "Source Serif 4", Georgia, Cambria, serif; }
p, li, dd { max-width: 46rem; }
h1 { font-size: 2.3rem; line-height: 1.15; margin: 0 0 0.4rem; letter-spacing: -0.01em; }
h2 { font-size: 1.6rem; line-height: 1.2; margin: 4rem 0 1rem; padding-top: 0.7rem; border-top: 2px solid var(--ink); }
h3 { font-size: 1.25rem; line-height: 1.25; margin: 3rem 0 0.6rem; }
h4 { font-size: 1rem; margin: 1.8rem 0 0.3rem; }
a { color: var(--link); text-underline-offset: 0.15em; }
.lead { font-size: 1.15rem; color: var(--soft); margin: 0 0 1.5rem; }
.id { font-variant-numeric: tabular-nums; color: var(--soft); font-weight: 600; margin-right: 0.5em; }
nav ol { columns: 2; column-gap: 2.5rem; padding-left: 1.2rem; font-size: 0.95rem; }
nav ol ol { columns: 1; padding-left: 1.4rem; }
nav ol ol li { break-inside: avoid; }
nav ol.own-numbers { list-style: none; padding-left: 0; }
nav li { margin: 0.15rem 0; }
.scroll { overflow-x: auto; margin: 0.4rem 0 0.2rem; }
table { border-collapse: collapse; font: 14px/1.4 system-ui, "Segoe UI", "Helvetica Neue", Arial, sans-serif; }
th, td { padding: 0.35rem 0.9rem 0.35rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
th { font-weight: 600; border-bottom: 1.5px solid var(--ink); vertical-align: bottom; }
tbody th { font-weight: 400; border-bottom: 1px solid var(--line); vertical-align: top; }
th.number, td.number { text-align: right; font-variant-numeric: tabular-nums; }
td.rate { font-variant-numeric: tabular-nums; min-width: 13rem; }
td.long, th.long { min-width: 15rem; max-width: 34rem; }
td p { margin: 0 0 0.5rem; }
th small { display: block; font-weight: 400; color: var(--soft); }
summary { cursor: pointer; font: 600 14px/1.6 system-ui, "Segoe UI", Arial, sans-serif; color: var(--link); }
.note { font: 13px/1.45 system-ui, "Segoe UI", "Helvetica Neue", Arial, sans-serif; color: var(--soft); margin: 0.25rem 0 0; }
.label { display: inline-block; font: 600 11px/1.5 system-ui, "Segoe UI", Arial, sans-serif; letter-spacing: 0.02em; padding: 0 0.45em;
  border-radius: 3px; border: 1px solid currentColor; margin-right: 0.35em; white-space: nowrap; }
.measured { color: #14507a; background: #e8f1f7; }
.assumed { color: #7a5a00; background: #fbf3dc; border-style: dashed; }
.published { color: #4a4a4a; background: #fff; border-style: dotted; }
.verdict { font: 600 12px/1.5 system-ui, "Segoe UI", Arial, sans-serif; padding: 0.05em 0.5em; border-radius: 3px; white-space: nowrap;
  color: #fff; background: var(--soft); }
.verdict.holds { background: var(--good); }
.verdict.fails { background: var(--bad); }
.verdict.depends { background: #5b3f86; }
.verdict.not-verifiable, .verdict.not-verifiable-yet { background: #fff; color: var(--open); box-shadow: inset 0 0 0 1.5px var(--open); }
.ok { color: var(--good); font-weight: 600; }
.no { color: var(--bad); font-weight: 700; }
.control { border-left: 3px solid var(--line); padding-left: 1rem; }
figure { margin: 1.4rem 0; max-width: 46rem; }
figure svg { max-width: 100%; height: auto; display: block; }
figcaption { font: 13px/1.45 system-ui, "Segoe UI", Arial, sans-serif; color: var(--soft); }
.legend { font: 13px/1.6 system-ui, "Segoe UI", Arial, sans-serif; display: flex; flex-wrap: wrap; gap: 0.1rem 1.1rem; margin: 0; padding: 0; list-style: none; }
.legend svg { display: inline-block; vertical-align: -0.15em; }
blockquote { margin: 0.6rem 0; padding-left: 1rem; border-left: 3px solid var(--ink); font-style: italic; max-width: 46rem; }
.shows-not { background: var(--tint); padding: 0.8rem 1.1rem; max-width: 48rem; margin-top: 1.5rem; }
.views { display: grid; grid-template-columns: repeat(auto-fit, minmax(17rem, 1fr)); gap: 1rem; margin: 1rem 0; }
.views section { border: 1px solid var(--line); padding: 0.8rem 1rem; background: #fff; }
.views h4 { margin: 0 0 0.3rem; }
.views ul { margin: 0.2rem 0 0.6rem; padding-left: 1.1rem; font-size: 0.93rem; line-height: 1.4; }
.outcome { font-size: 1.08rem; font-weight: 600; max-width: 46rem; }
dl.facts { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 0.2rem 1.2rem; font-size: 0.95rem;
  overflow-wrap: anywhere; }
dl.facts dt { color: var(--soft); } dl.facts dd { margin: 0; }
@media (max-width: 40rem) { body { padding: 1.2rem 1rem 4rem; font-size: 16px; } nav ol { columns: 1; } h1 { font-size: 1.8rem; } }
@media print {
  @page { margin: 18mm 16mm; }
  body { max-width: none; padding: 0; font-size: 10pt; background: #fff; }
  table { font-size: 7.5pt; } th, td { padding-right: 0.5rem; overflow-wrap: anywhere; }
  td.long, th.long, td.rate { min-width: 0; }
  .scroll { overflow: visible; }
  details::details-content { content-visibility: visible; display: block; } summary { display: none; }
  h2 { break-before: page; margin-top: 0; } h2, h3, h4 { break-after: avoid; }
  tr, figure, .views section, .shows-not { break-inside: avoid; } thead { display: table-header-group; }
  nav, .verdict, .label { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  a { color: inherit; text-decoration: none; }
}
`;
