/** The dossier: one HTML file that asks nothing of any network. */
import type { AssessedClaim } from "../claims/assess.js";
import { renderBytes } from "../findings/index.js";
import type { ExperimentResult, ScenarioResult } from "../runs/result.js";
import { notSaid } from "./crosswalk.js";
import { type Html, html, trusted } from "./html.js";
import { renderFinding, renderLabel, renderVerdict } from "./render-finding.js";
import type { Report } from "./report.js";
import { style } from "./style.js";

/** The whole page. */
export function renderReport(report: Report): string {
  const { experiments, scenarios } = report;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>Client-side scanning, measured</title>
<style>${trusted(style)}</style>
</head>
<body>
<header>
<h1>Client-side scanning, measured</h1>
<p class="lead">What was claimed of matching photographs on people's devices, what was objected, and what a testbed finds of each. Made with Glasshouse ${report.program.lab}.</p>
</header>
${renderReading()}
${report.size === "small" ? html`<p><strong>This is the small size:</strong> every run takes seconds, and intervals are as wide as that makes them. <code>glasshouse report --nightly</code> makes the serious one.</p>` : null}
<nav aria-label="Contents"><ol>
<li><a href="#claims">The claims</a></li>
<li><a href="#objections">The objections</a><ol class="own-numbers">${experiments.map(({ id, title }) => html`<li><a href="#${id}">${id} ${title}</a></li>`)}</ol></li>
<li><a href="#scenarios">Scenarios</a><ol>${scenarios.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}</ol></li>
<li><a href="#criteria">Evaluation criteria</a></li>
<li><a href="#scope">Out of scope</a></li>
<li><a href="#made">How this was made</a></li>
</ol></nav>
${renderClaims(report.claims)}
<h2 id="objections">The objections</h2>
<p>Every experiment begins with controls: they show that the measurement can come out both ways. Costs on the device are O18, who learns what is O16.</p>
<div class="scroll"><table>
<thead><tr><th scope="col">id</th><th scope="col">objection</th><th scope="col">in short</th></tr></thead><tbody>
${experiments.map(({ id, title, summary }) => html`<tr><td><a href="#${id}">${id}</a></td><td>${title}</td><td class="long">${summary}</td></tr>\n`)}</tbody></table></div>
${experiments.map(renderExperiment)}
<h2 id="scenarios">Scenarios</h2>
<p>The protocol runs as it would between devices and a server, on generated pictures; whatever goes beyond the run comes from models.</p>
${scenarios.map(renderScenario)}
${renderCriteria(report)}
${renderScope(report)}
${renderMaking(report)}
<script type="application/json" id="report">${trusted(embedJson(report))}</script>
</body>
</html>
`.text;
}

function renderReading(): Html {
  return html`
<p>Every number carries one of three labels. ${renderLabel({ label: "measured", on: "what is named beside it" })} was counted by this program, on the images named; generated pictures never stand for people's photographs. ${renderLabel({ label: "assumed", by: "whoever is named beside it" })} was set, or computed from what was set. ${renderLabel({ label: "published", by: "whoever is named beside it" })} comes from elsewhere. A rate stands with its counts, its 95 % interval, the size of the list and what is taken to be independent; where nothing was seen, it says at most how much that can be.</p>
<p>Nothing here says ${notSaid.slice(0, -1).join("; ")}; or ${notSaid.at(-1) ?? ""}. It says: under these assumptions, with this hash on these images, this design gives this; the published figure is that.</p>`;
}

function renderClaims(claims: readonly AssessedClaim[]): Html {
  const count = (overall: AssessedClaim["overall"]) => claims.filter((claim) => claim.overall === overall).length;
  const kinds = ["holds", "depends", "fails", "not verifiable yet", "not verifiable", "nothing measured"] as const;
  return html`
<h2 id="claims">The claims</h2>
<p>${claims.length} claims of those who proposed such systems: ${kinds
    .filter((kind) => count(kind) > 0)
    .map((kind, i) => [
      i === 0 ? "" : ", ",
      `${count(kind)} `,
      renderVerdict(kind),
    ])}. A claim <em>depends</em> where it fails under one condition and holds, or cannot be verified, under another; it is <em>not verifiable yet</em> where a certificate of the list, a public log or more measurements would settle it, and <em>not verifiable</em> where no artefact could.</p>
<div class="scroll"><table>
<thead><tr><th scope="col">id</th><th scope="col">claim</th><th scope="col">verdict</th><th scope="col">because</th></tr></thead><tbody>
${claims.map(renderClaim)}</tbody></table></div>
<p class="note">${renderLabel({ label: "published", by: "whoever is named with it" })}the claims themselves. The reasons are of the experiments named, whose tables say what was measured and what assumed.</p>`;
}

function renderClaim({ id, text, by, overall, verdicts, checkable }: AssessedClaim): Html {
  const today = checkable.today ? "A stranger can check it today" : "No stranger can check it today";
  const later = checkable.withPublicVerification === checkable.today ? "" : "; with public verification one could";
  return html`<tr id="${id}"><td class="id">${id}</td><td class="long">${text}<br><small>${by}. ${today}${later}: ${checkable.because}.</small></td><td>${renderVerdict(overall)}</td><td class="long">${verdicts.map(
    ({ verdict, under, because, from }) =>
      html`<p>${renderVerdict(verdict)} (${under}): ${because} <a href="#${from}">${from}</a></p>`,
  )}</td></tr>\n`;
}

function renderExperiment(result: ExperimentResult): Html {
  return html`
<section>
<h3 id="${result.id}"><span class="id">${result.id}</span>${result.title}</h3>
<blockquote>${result.objection}</blockquote>
<p><strong>Adversary:</strong> ${result.adversary}. ${result.method}</p>
<p class="outcome">${result.summary}</p>
${renderFinding(result)}
</section>`;
}

function renderScenario(result: ScenarioResult, index: number): Html {
  const about = [...result.claims, ...result.objections].map((id) => html`<a href="#${id}">${id}</a> `);
  return html`
<section>
<h3 id="${result.id}"><span class="id">${index + 1}</span>${result.title}</h3>
<p>${result.setup} <small>On ${about}</small></p>
<p class="outcome">${result.outcome}</p>
<div class="views">${result.views.map(
    ({ party, reads, cannotRead, bytes }) => html`<section><h4>${party}</h4>
<strong>reads</strong><ul>${reads.length > 0 ? reads.map((line) => html`<li>${line}</li>`) : html`<li>nothing</li>`}</ul>
${cannotRead.length > 0 ? html`<strong>cannot read</strong><ul>${cannotRead.map((line) => html`<li>${line}</li>`)}</ul>` : null}
${bytes === null ? null : html`<p class="note">sent ${renderBytes(bytes.sent)}, received ${renderBytes(bytes.received)}</p>`}</section>`,
  )}</div>
${renderFinding(result)}
</section>`;
}

function renderCriteria({ crosswalk }: Report): Html {
  return html`
<h2 id="criteria">Evaluation criteria</h2>
<p>Where this report has something to say under the headings by which such systems are evaluated, and where it has not.</p>
<div class="scroll"><table>
<thead><tr><th scope="col">criterion</th><th scope="col">asks</th><th scope="col">see</th><th scope="col">not covered</th></tr></thead><tbody>
${crosswalk.map(
  ({ criterion, asks, measuredBy, notCovered }) =>
    html`<tr><td><strong>${criterion}</strong></td><td class="long">${asks}</td><td>${measuredBy.map((id) => html`<a href="#${id}">${id}</a> `)}</td><td class="long">${notCovered}</td></tr>\n`,
)}</tbody></table></div>`;
}

function renderScope({ outOfScope }: Report): Html {
  return html`
<h2 id="scope">Out of scope</h2>
<ul>${outOfScope.map((text) => html`<li>${text}</li>`)}</ul>`;
}

function renderMaking({ size, seed, program, environment }: Report): Html {
  const { node, platform, arch, cpu, cores, commit } = environment;
  return html`
<h2 id="made">How this was made</h2>
<dl class="facts">
<dt>Command</dt><dd><code>glasshouse report --seed ${seed}${size === "nightly" ? " --nightly" : ""} --out report.html</code></dd>
<dt>Program</dt><dd>Glasshouse ${program.lab}, randomness ${program.generator}, scenes ${program.scenes}; commit ${commit ?? "unknown"}</dd>
<dt>Machine</dt><dd>Node ${node}, ${platform} ${arch}, ${cores} x ${cpu}</dd>
<dt>Seed</dt><dd>${seed}</dd>
</dl>
<p>Results follow from settings and seed: another machine gives the same numbers to twelve digits, but for times. All of them stand in this file as JSON, schema <code>glasshouse.report/1</code>, in the element <code>#report</code>.</p>`;
}

/** JSON that cannot end the element it stands in. */
function embedJson(value: unknown): string {
  return JSON.stringify(value).replaceAll("<", "\\u003c");
}
