import { html, type TemplateResult } from "lit";

/** What a reader must not take from the page. */
export function renderLimits(): TemplateResult {
  return html`<section class="limits" aria-labelledby="limits">
    <div class="section-head"><h2 id="limits">What this page does not show</h2></div>
    <ul>
      <li>
        <b>A real list.</b> The list is synthetic, made of freely licensed and generated pictures. Who decides what a list
        contains is the larger question, and not one this run can answer.
      </li>
      <li>
        <b>Rates for people’s photographs.</b> The counts hold for these pictures. A false-positive rate needs many
        independent photographs of the population in question.
      </li>
      <li>
        <b>Classifiers.</b> Software that judges unknown pictures is a different technique and out of scope.
      </li>
      <li>
        <b>Whether it should be done.</b> The page shows what one design reveals to whom, under these parameters. It takes
        no side.
      </li>
    </ul>
    <p class="footnote">
      Labels: <span class="label">measured</span> on this run’s pictures · <span class="label">assumed</span> set by
      whoever started the run · <span class="label">published</span> quoted from a named source (none on this page).
    </p>
  </section>`;
}
