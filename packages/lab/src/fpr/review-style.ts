/** The style sheet of the review sheet: a screen's width of cards, on paper two side by side, never cut. */
export const style = `
:root { color-scheme: light; --line: #d8d8d4; --soft: #6a6a66; --ink: #1c1c1a; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1320px; padding: 2rem 1.5rem 4rem; color: var(--ink); background: #fbfbf9;
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif; }
header { max-width: 46rem; }
h1 { margin: 0 0 .5rem; font-size: 1.6rem; letter-spacing: -.01em; }
h2 { margin: 1.25rem 0 .75rem; padding-bottom: .3rem; border-bottom: 1px solid var(--line); font-size: 1.05rem; }
h2 small { color: var(--soft); font-weight: normal; font-size: .9rem; margin-left: .5rem; }
.words { display: grid; gap: .15rem; margin: 1rem 0; }
.words div { display: flex; gap: .75rem; }
dt { flex: 0 0 6.5rem; font-weight: 600; }
dd { margin: 0; color: var(--soft); }
.notice { border-left: 3px solid #b8860b; padding: .4rem .8rem; background: #fdf7e6; }
main, .cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(25rem, 1fr)); gap: 1rem; }
section { grid-column: 1 / -1; min-width: 0; }
section.single { grid-column: auto; }
article { border: 1px solid var(--line); border-radius: 8px; padding: .75rem; background: white; break-inside: avoid; }
article.done { background: #f6f8f4; }
.pictures { display: grid; grid-template-columns: 1fr 1fr; gap: .6rem; }
figure { margin: 0; min-width: 0; }
figure img, .gone { display: block; width: 100%; height: 10.5rem; object-fit: contain; background: #f0f0ec; border-radius: 4px; }
.gone { display: grid; place-items: center; color: var(--soft); border: 1px dashed var(--line); }
figcaption { margin-top: .3rem; font-size: .8rem; color: var(--soft); }
figcaption span { display: block; color: var(--ink); overflow: hidden; text-overflow: ellipsis; white-space: nowrap; direction: rtl; text-align: left; unicode-bidi: plaintext; }
p.distance, p.facts, p.verdict { margin: .5rem 0 0; }
.distance { display: flex; align-items: center; gap: .4rem; font-variant-numeric: tabular-nums; }
.bar { flex: 1; height: 6px; border-radius: 3px; background: #ecece8; overflow: hidden; margin-left: .4rem; }
.bar i { display: block; height: 100%; background: #4a6fa5; }
.facts { font-size: .8rem; color: var(--soft); }
code { font: .85em ui-monospace, "Liberation Mono", Menlo, monospace; color: var(--ink); }
.verdict { display: flex; gap: 1rem; align-items: center; font-size: .85rem; }
.box::before { content: ""; display: inline-block; width: .85em; height: .85em; margin-right: .4em; border: 1.5px solid var(--soft); border-radius: 2px; vertical-align: -.08em; }
.box.set { font-weight: 600; }
.box.set::before { background: var(--ink); border-color: var(--ink); }
.verdict em { color: var(--soft); }
@media print {
  @page { margin: 14mm; }
  body { max-width: none; padding: 0; background: white; font-size: 10pt; }
  main, .cards { grid-template-columns: 1fr 1fr; gap: 4mm; }
  figure img, .gone { height: 36mm; }
  h2 { break-after: avoid; }
}
`;
