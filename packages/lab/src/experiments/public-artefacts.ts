import { attacks } from "@glasshouse/matcher/attacks";
import { claims } from "../claims/claims.js";
import type { Check, Origin } from "../findings/index.js";
import {
  attackColumns,
  attackRow,
  checkAttacks,
  type MountedAttack,
  mountAttacks,
  mountedOrigin,
} from "../models/mounted-attacks.js";
import { defineExperiment, type Experiment } from "./experiment.js";

/** What of public verification would show an attack of the operator that nobody notices today. */
const shownBy: Readonly<
  Record<string, { readonly certificate: boolean; readonly log: boolean; readonly because: string }>
> = {
  "extra-entries": {
    certificate: true,
    log: false,
    because: "a proof that the table follows from what the authorities signed leaves no room",
  },
  "table-for-one": { certificate: false, log: true, because: "a table that is not in the log is refused" },
  "wrong-alpha": { certificate: true, log: false, because: "the proof ties cells to L" },
  "kept-alpha": { certificate: false, log: false, because: "that a key was destroyed is in no artefact" },
  "kept-vouchers": { certificate: false, log: false, because: "what a server still holds is in no artefact" },
  "lower-threshold-old-vouchers": {
    certificate: false,
    log: false,
    because: "the shares prevent it; nobody needs to notice",
  },
};

/** O17. */
export const publicArtefacts: Experiment = defineExperiment({
  id: "O17",
  title: "Cannot be verified",
  objection: "Users are asked to believe: what the proposals promise cannot be checked from outside.",
  adversary: "none for the claims; the operator for the attacks",
  method:
    "Every claim of the register is counted by whether a stranger could check it from public artefacts alone, today and with public verification. Every attack of a hostile operator in the kit is mounted, and counted by who notices it.",
  parameters: {},
  nightly: {},
  doesNotShow:
    "Whether a claim is true: a claim that nobody can check may hold, and one that can be checked may fail. What is checkable is this project's reading of the claims. Certificates and a log are not part of this repository: what they would show is what they are designed for, not measured.",
  async run(_, context) {
    const byClaimant = [...new Set(claims.map(({ by }) => by))].map((by) => {
      const theirs = claims.filter((claim) => claim.by === by);
      return countCheckable(by, theirs);
    });
    const total = countCheckable("all", claims);
    const server = attacks.filter(({ who }) => who === "server").map(({ id }) => id);
    const mounted: MountedAttack[] = [];
    for (const id of server) {
      mounted.push(...(await mountAttacks([id], context)));
      await context.onProgress(mounted.length, server.length);
    }
    const noticers = ["device", "auditor", "reviewer", "nobody"] as const;
    const byNoticer = noticers.map((noticer) => {
      const theirs = mounted.filter(({ result }) => (result.notice?.by ?? "nobody") === noticer);
      return {
        noticer,
        attacks: theirs.length,
        succeed: theirs.filter(({ result }) => result.succeeded).length,
      };
    });
    const unnoticed = mounted.filter(({ result }) => result.notice === null);
    const silent = unnoticed.filter(({ result }) => result.succeeded);
    const unclassified = unnoticed.filter(({ attack }) => !Object.hasOwn(shownBy, attack.id));
    const shown = silent.filter(({ attack }) => shownBy[attack.id]?.certificate || shownBy[attack.id]?.log);
    const extra = mounted.find(({ attack }) => attack.id === "extra-entries")?.result;
    const backwards = claims.filter(({ checkable }) => checkable.today && !checkable.withPublicVerification);
    const honest = mounted.find(({ attack }) => attack.id === "repeated-points")?.result.figures[
      "repeatedCellsOfHonestTable"
    ];
    const changed = mounted.find(({ attack }) => attack.id === "changed-cell")?.result;
    const checks: Check[] = [
      checkAttacks(mounted),
      {
        name: "what can be checked today can be checked with more public artefacts too",
        expected: "0 claims the other way round",
        got: `${backwards.length} claims the other way round`,
        holds: backwards.length === 0,
      },
      {
        name: "every attack that nobody notices is looked at for what would show it",
        expected: `${unnoticed.length} of ${unnoticed.length}`,
        got: `${unnoticed.length - unclassified.length} of ${unnoticed.length}`,
        holds: unclassified.length === 0,
      },
      {
        name: "controls: a changed cell is noticed, an honest table shows nothing",
        expected: "table-digest-mismatch, and 0 repeated cells",
        got: `${changed?.notice?.code ?? "nothing"}, and ${honest ?? "no"} repeated cells`,
        holds: changed?.notice?.code === "table-digest-mismatch" && honest === 0,
      },
    ];
    const register: Origin = { label: "assumed", by: "Glasshouse's reading of the claims" };
    const promise = claims.find(({ id }) => id === "A16");
    const intersection = claims.find(({ id }) => id === "A10");
    const number = (key: string, title: string) => ({ key, title, format: "count" }) as const;
    const gets = mounted.filter(({ result }) => result.succeeded);
    return {
      summary: `Of ${total.claims} claims a stranger can check ${total.today} from public artefacts today, ${total.verified} with certified lists and a public log, ${total.never} in neither case, by our reading. Of ${mounted.length} attacks by a hostile operator ${gets.length} succeed; of these nobody notices ${silent.length}, and a certificate or a log would show ${shown.length} of the unnoticed.`,
      controls: [
        {
          id: "controls",
          title: "What an auditor sees where the answer is known",
          origin: mountedOrigin,
          columns: [
            { key: "artefact", title: "artefact", format: "text" },
            { key: "shows", title: "what comparing and recomputing shows", format: "text" },
          ],
          rows: [
            { artefact: "an honest table", shows: `${honest ?? "no"} repeated cells` },
            { artefact: "a table with one cell changed after its manifest", shows: changed?.notice?.code ?? "nothing" },
          ],
        },
      ],
      tables: [
        {
          id: "share",
          title: "Claims that a stranger could check from public artefacts alone",
          origin: register,
          columns: [
            { key: "by", title: "made by", format: "text" },
            number("claims", "claims"),
            number("today", "checkable today"),
            number("verified", "checkable with public verification"),
            number("never", "not checkable either way"),
          ],
          rows: [...byClaimant, total],
        },
        {
          id: "claims",
          title: "The claims, one by one",
          origin: register,
          columns: [
            { key: "id", title: "claim", format: "text" },
            { key: "text", title: "text", format: "text" },
            { key: "by", title: "made by", format: "text" },
            { key: "today", title: "today", format: "yes-no" },
            { key: "verified", title: "with public verification", format: "yes-no" },
            { key: "because", title: "because", format: "text" },
          ],
          rows: claims.map(({ id, text, by, checkable }) => ({
            id,
            text,
            by,
            today: checkable.today,
            verified: checkable.withPublicVerification,
            because: checkable.because,
          })),
          note: "Public verification: lists certified by their authorities, and every table in a log that everybody sees.",
        },
        {
          id: "noticed",
          title: "Attacks of a hostile operator, by who notices",
          origin: mountedOrigin,
          columns: [
            { key: "noticer", title: "who notices", format: "text" },
            number("attacks", "attacks"),
            number("succeed", "in which it gets what it wants all the same"),
          ],
          rows: byNoticer,
          note: "The auditor compares manifests and tables of more than one device or time, if somebody hands them over.",
        },
        {
          id: "unnoticed",
          title: "Attacks that nobody notices, and what would show them",
          origin: register,
          columns: [
            { key: "attack", title: "attack", format: "text" },
            { key: "succeeds", title: "the operator gets it", format: "yes-no", origin: mountedOrigin },
            { key: "certificate", title: "a certificate would show it", format: "yes-no" },
            { key: "log", title: "a log would show it", format: "yes-no" },
            { key: "because", title: "because", format: "text" },
          ],
          rows: unnoticed.map(({ attack, result }) => ({
            attack: attack.id,
            succeeds: result.succeeded,
            certificate: shownBy[attack.id]?.certificate ?? null,
            log: shownBy[attack.id]?.log ?? null,
            because: shownBy[attack.id]?.because ?? null,
          })),
        },
        {
          id: "attacks",
          title: "The attacks, mounted",
          origin: mountedOrigin,
          columns: attackColumns,
          rows: mounted.map(attackRow),
        },
      ],
      plots: [],
      checks,
      published: [],
      verdicts: [
        {
          claim: "A16",
          verdict: "not verifiable",
          under: "any public artefact, today's or to come",
          because: `${promise?.checkable.because ?? "it is a promise"}.`,
        },
        {
          claim: "A10",
          verdict: "not verifiable yet",
          under: "manifests and tables, as published today",
          because: `an auditor has no way to see ${extra?.figures["addedTokens"] ?? 0} tokens that the operator added; ${intersection?.checkable.because ?? "it takes a certificate"}. Of ${silent.length} attacks that succeed unnoticed, certificates and a log would show ${shown.length}.`,
        },
      ],
    };
  },
});

function countCheckable(by: string, of: typeof claims) {
  const today = of.filter(({ checkable }) => checkable.today).length;
  const verified = of.filter(({ checkable }) => checkable.withPublicVerification).length;
  const either = of.filter(({ checkable }) => checkable.today || checkable.withPublicVerification).length;
  return { by, claims: of.length, today, verified, never: of.length - either };
}
