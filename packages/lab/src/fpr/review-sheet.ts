import path from "node:path";
import { renderInteger } from "../findings/index.js";
import { type Html, html, trusted } from "../report/html.js";
import type { Facts } from "./facts.js";
import type { FprResult } from "./result.js";
import type { ReviewPair } from "./review.js";
import { style } from "./review-style.js";
import type { Thumbnail } from "./thumbnails.js";

/** Pairs of a sheet: what a person can look at in an hour or two, and a page can hold. */
const mostSheetPairs = 500;

/** What the sheet needs beside the pairs. */
export interface SheetFacts {
  readonly result: Pick<FprResult, "corpus" | "algorithm" | "matches">;
  /** Bits of a hash. */
  readonly bits: number;
  /** Folder of the sheet: links to pictures are relative to it. */
  readonly folder: string;
  readonly thumbnail: (facts: Facts) => Promise<Thumbnail>;
}

/** One page without scripts or outside parts: pairs side by side, in groups, nearest first. */
export async function renderReviewSheet(pairs: readonly ReviewPair[], facts: SheetFacts): Promise<string> {
  const { corpus, algorithm, matches } = facts.result;
  const shown = pairs.slice(0, mostSheetPairs);
  const groups = groupsOf(shown);
  const sections: Html[] = [];
  for (const [number, own] of groups) sections.push(await renderGroup(number, own, facts));
  const left = matches.toReview - shown.length;
  const page = html`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>Matches to review</title>
<style>${trusted(style)}</style>
<header>
<h1>Matches to review</h1>
<p>${many(shown.length, "pair")} of ${corpus} that ${algorithm} matches within ${matches.reviewRadius} bits or by tokens, in ${many(groups.size, "group")} of pictures that hang together, nearest first. A distance is no verdict: only looking at the pictures tells a false positive from a true copy.</p>
<dl class="words">
<div><dt>duplicate</dt><dd>the same picture: copied, scaled, cropped, edited</dd></div>
<div><dt>same-scene</dt><dd>another picture of the same moment or motif</dd></div>
<div><dt>different</dt><dd>two unrelated pictures: a false positive</dd></div>
</dl>
<p>Write the word into the column <code>verdict</code> of review.csv, beside the pair's number, and run the same command with <code>--adjudicated</code> and the path of that file. Pairs without a word stay open, and rates are given for both ways they may turn out.</p>
${
  left > 0
    ? html`<p class="notice">The nearest ${many(shown.length, "pair")} of ${renderInteger(matches.toReview)} are shown. The others stand in review.csv; a smaller --review-radius leaves fewer.</p>`
    : null
}
</header>
<main>
${sections}
</main>
</html>
`;
  return page.text;
}

function groupsOf(pairs: readonly ReviewPair[]): ReadonlyMap<number, readonly ReviewPair[]> {
  const groups = new Map<number, ReviewPair[]>();
  for (const pair of pairs) {
    const own = groups.get(pair.group);
    if (own) own.push(pair);
    else groups.set(pair.group, [pair]);
  }
  return groups;
}

async function renderGroup(number: number, pairs: readonly ReviewPair[], facts: SheetFacts): Promise<Html> {
  const cards: Html[] = [];
  for (const pair of pairs) cards.push(await renderPair(pair, facts));
  const nearest = Math.min(...pairs.map(({ distance }) => distance));
  return html`<section${pairs.length === 1 ? trusted(' class="single"') : null}>
<h2>Group ${number} <small>${many(pairs.length, "pair")}, from ${many(nearest, "bit")}</small></h2>
<div class="cards">
${cards}</div>
</section>
`;
}

async function renderPair(pair: ReviewPair, facts: SheetFacts): Promise<Html> {
  const { id, distance, matchedBy, truth, decider } = pair;
  const verdict = truth === "open" ? "" : truth === "copy" ? "duplicate" : truth;
  const boxes = ["duplicate", "same-scene", "different"].map(
    (word) => html`<span class="box${word === verdict ? " set" : ""}">${word}</span>`,
  );
  const share = Math.min(100, (100 * distance) / (2 * Math.max(1, facts.result.matches.reviewRadius)));
  return html`<article${verdict === "" ? null : trusted(' class="done"')}>
<div class="pictures">
${await renderPicture("image", pair.image, facts)}
${await renderPicture("listed", pair.listed, facts)}
</div>
<p class="distance"><b>${distance}</b> of ${facts.bits} bits differ<span class="bar"><i style="width:${share.toFixed(1)}%"></i></span></p>
<p class="facts"><code>${id}</code> ${matchedBy.join(", ")}</p>
<p class="verdict">${boxes}${decider === "scene" ? html`<em>by scene ids</em>` : null}</p>
</article>
`;
}

async function renderPicture(role: string, picture: Facts, { thumbnail, folder }: SheetFacts): Promise<Html> {
  const { url, reason, file } = await thumbnail(picture);
  const quality = picture.quality === null ? "" : `, quality ${picture.quality}`;
  const inner =
    url === null
      ? html`<span class="gone">${reason}</span>`
      : html`<a href="${toLink(folder, file)}"><img src="${url}" alt="${picture.path}"></a>`;
  return html`<figure>${inner}<figcaption>${role}${quality}<span title="${picture.path}">${picture.path}</span></figcaption></figure>`;
}

/** A relative link, so that a results folder can move together with its pictures. */
function toLink(folder: string, file: string): string {
  const relative = path.relative(folder, file).split(path.sep).map(encodeURIComponent).join("/");
  return relative.startsWith("..") ? relative : `./${relative}`;
}

function many(count: number, one: string): string {
  return `${renderInteger(count)} ${one}${count === 1 ? "" : "s"}`;
}
