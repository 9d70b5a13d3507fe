import type { Group } from "@glasshouse/crypto";
import { algorithms } from "@glasshouse/hasher";
import { createTranscript, type Role, type Transcript } from "@glasshouse/matcher";
import { type Design, designs, extractors, type LeakWorld } from "@glasshouse/matcher/leak-matrix";
import { onScenes, type RunContext, type Table } from "../findings/index.js";
import { toImage } from "../samples/random-hashes.js";
import { drawScene } from "../samples/scenes.js";
import { defineScenario, type PartyView, type Scenario } from "./scenario.js";
import { check } from "./stage/evidence.js";
import { nameOf, shrink } from "./stage/photos.js";
import { all, holds } from "./stage/server-view.js";
import { choice, whole } from "./stage/sliders.js";
import { count, countBytes } from "./stage/views.js";

/** Which of the leak matrix's designs carry the message. */
const carrying = ["messenger-without-scan", "cloud-server-scan", "messenger-device-learns", "messenger-threshold-psi"];
const parties: readonly Role[] = ["server", "device", "recipient", "reviewer"];

/** Matches from which `messenger-threshold-psi` opens, in the leak matrix's designs. */
const designThreshold = 5;

/** What one party has of the message in one design. */
interface Reading {
  readonly pictures: number;
  readonly hashes: number;
  /** Whether what its keys find is the truth about which pictures are listed. */
  readonly knowsMatches: boolean;
  readonly bytes: { readonly sent: number; readonly received: number };
}

/** One message, carried by four designs. */
export const oneMessageFourDesigns: Scenario = defineScenario({
  id: "one-message-four-designs",
  title: "One message through four designs",
  setup:
    "One message with pictures goes from a sender to a recipient: end-to-end encrypted with no scanning, through a cloud whose server scans, end-to-end encrypted with matching that only the device learns of (oprf-bloom), and end-to-end encrypted with vouchers to the server (threshold-psi). The designs are those of the leak matrix, with hashes of 64 bits; what each party has is searched for in the bytes that it saw.",
  claims: ["A15", "B3"],
  objections: ["O16"],
  parameters: {
    message: choice("what the message holds", ["listed pictures", "pictures that are not listed"]),
    pictures: whole(`pictures in the message (vouchers open from ${designThreshold} listed ones on)`, 1, [1, 8]),
    listed: whole("entries of the list", 12, [8, 64]),
  },
  doesNotShow:
    "Traffic outside the protocol, keys that somebody else can get at, or what a device's software does besides. Lengths of encrypted messages are not padded here, so a server can tell pictures apart by size. Classifiers, which most funded tools were, are out of scope.",
  async run({ message, pictures, listed }, context) {
    const { random, group } = context;
    const isListed = message === "listed pictures";
    const seed = nameOf(random.fork("pictures"));
    const drawn = Array.from({ length: listed + pictures }, (_, i) => {
      const pixels = drawScene({ kind: i % 2 ? "landscape" : "objects", seed: `${seed}/${i}`, burst: 0, shot: 0 });
      return { image: toImage(algorithms.phash.hash(pixels).bits), payload: shrink(pixels, 4), capturedAt: null };
    });
    const world: LeakWorld = {
      listed: drawn.slice(0, listed).map(({ image }) => image),
      images: isListed ? drawn.slice(0, pictures) : drawn.slice(listed),
      imagesPerUpload: 8,
    };
    const runs: { design: Design; transcript: Transcript }[] = [];
    for (const [done, id] of carrying.entries()) {
      const design = designs.find((known) => known.id === id) as Design;
      runs.push({ design, transcript: await carry(context, design, world) });
      await context.onProgress(done + 1, carrying.length);
    }
    const readings = runs.map(({ design, transcript }) => ({
      design,
      of: (role: Role) => readMessage(group, transcript, role, isListed),
    }));
    const of = (id: string, role: Role) =>
      (readings.find(({ design }) => design.id === id) as (typeof readings)[number]).of(role);
    const opens = isListed && pictures >= designThreshold;
    const [plain, learns, vouchers] = [carrying[1], carrying[2], carrying[3]] as [string, string, string];
    const received = pictures * runs.length;
    const rowsOf = (ids: readonly string[]) =>
      readings
        .filter(({ design }) => ids.includes(design.id))
        .flatMap(({ design, of: read }) =>
          parties.map((party) => {
            const { bytes, ...reading } = read(party);
            return { design: design.label, party, ...reading, ...bytes };
          }),
        );
    const partyTable: Omit<Table, "id" | "title" | "rows"> = {
      origin: onScenes(pictures, `pictures in the message, ${isListed ? "all" : "none"} of them listed`),
      columns: [
        { key: "design", title: "design", format: "text" },
        { key: "party", title: "party", format: "text" },
        { key: "pictures", title: "pictures it reads", format: "count" },
        { key: "hashes", title: "hashes it reads", format: "count" },
        { key: "knowsMatches", title: "knows which are listed", format: "yes-no" },
        { key: "sent", title: "sent", format: "bytes" },
        { key: "received", title: "received", format: "bytes" },
      ],
      note: "Read off each party's own view: pictures and hashes that stand in it as they are, and what its keys tell it.",
    };
    return {
      outcome: `Of ${count(pictures, "picture")} in the message the server reads ${of(plain, "server").pictures} where it scans, ${of(carrying[0] as string, "server").pictures} without scanning, ${of(learns, "server").pictures} where the device learns, and ${of(vouchers, "server").pictures} with vouchers, where it ${of(vouchers, "server").knowsMatches ? "knows" : "does not know"} which ones are listed.`,
      views: runs.flatMap(({ design, transcript }) =>
        (["server", "device", "reviewer"] as const).map((role) =>
          describeParty(design, transcript, role, readMessage(group, transcript, role, isListed), pictures),
        ),
      ),
      controls: [
        {
          ...partyTable,
          id: "controls",
          title: "No scanning, and scanning in the clear",
          rows: rowsOf(carrying.slice(0, 2)),
        },
      ],
      tables: [{ ...partyTable, id: "parties", title: "Who has what of one message", rows: rowsOf(carrying) }],
      plots: [],
      checks: [
        check(
          "pictures that reach the recipient, over all designs",
          received,
          carrying.reduce((sum, id) => sum + of(id, "recipient").pictures, 0),
        ),
        check("control: pictures that the scanning server reads", pictures, of(plain, "server").pictures),
        check(
          "control: pictures and hashes that the server reads without scanning",
          0,
          of(carrying[0] as string, "server").pictures + of(carrying[0] as string, "server").hashes,
        ),
        check(
          "pictures and hashes that the server reads where the device learns",
          0,
          of(learns, "server").pictures + of(learns, "server").hashes,
        ),
        check(
          "pictures that a reviewer gets through vouchers",
          opens ? pictures : 0,
          of(vouchers, "reviewer").pictures,
        ),
        check(
          "server knows which pictures are listed: no scanning, server scan, device learns, vouchers",
          "no, yes, no, yes",
          carrying.map((id) => (of(id, "server").knowsMatches ? "yes" : "no")).join(", "),
        ),
      ],
      published: [],
      verdicts: [
        {
          claim: "A15",
          verdict: "not verifiable",
          under: "a voucher is made for a message instead of a photograph on its way to the cloud",
          because:
            "the same voucher serves both: nothing in it says why it was made, and only the device's software decides",
        },
        {
          claim: "B3",
          verdict: of(learns, "server").pictures + of(learns, "server").hashes === 0 ? "holds" : "fails",
          under: "the device alone learns of a match; breaking means that somebody else reads the message",
          because: `the server reads ${of(learns, "server").pictures} of ${pictures} pictures and ${of(learns, "server").hashes} hashes`,
        },
        {
          claim: "B3",
          verdict: of(vouchers, "server").knowsMatches ? "fails" : "holds",
          under:
            "vouchers go to the server; breaking means that somebody besides the two ends learns anything of the content",
          because: `the server tells which of ${pictures} pictures are listed, and reviewers read ${of(vouchers, "reviewer").pictures}`,
        },
      ],
    };
  },
});

/** Runs a design, and first the one that it adds to. */
async function carry(
  { group, random }: Pick<RunContext, "group" | "random">,
  design: Design,
  world: LeakWorld,
): Promise<Transcript> {
  const beneath = design.beneath ? await carry({ group, random }, design.beneath, world) : undefined;
  const transcript = createTranscript(beneath?.sightings);
  await design.begin(group)(world, random.fork(design.id).bytes, transcript);
  return transcript;
}

function readMessage(group: Group, transcript: Transcript, role: Role, listed: boolean): Reading {
  const own = transcript.view("device");
  const view = transcript.view(role).map(({ bytes }) => bytes);
  const standing = (kind: "picture" | "image") =>
    all(own, kind).filter((needle) => view.some((bytes) => holds(bytes, needle))).length;
  const truth = all(own, "picture")
    .map(() => Number(listed))
    .join();
  const found = extractors
    .filter((extractor) => extractor.role === role)
    .map(({ extract }) => extract(group, transcript.view(role))?.["listed images"])
    .find((value) => value !== undefined);
  return {
    pictures: standing("picture"),
    hashes: standing("image"),
    knowsMatches: found === truth,
    bytes: countBytes(transcript, role),
  };
}

function describeParty(
  { label }: Design,
  transcript: Transcript,
  role: Role,
  { pictures: read, hashes, knowsMatches, bytes }: Reading,
  pictures: number,
): PartyView {
  const reads = [
    ...(read > 0 ? [count(read, "picture")] : []),
    ...(hashes > 0 ? [count(hashes, "hash", "hashes")] : []),
    ...(knowsMatches ? ["which pictures are listed"] : []),
    ...(role === "server"
      ? [
          `that ${count(transcript.view(role).filter(({ direction }) => direction === "receives").length, "message")} came, and how long they are`,
        ]
      : []),
  ];
  const cannotRead = [
    ...(read < pictures ? [`${count(pictures - read, "picture")} of the message`] : []),
    ...(knowsMatches ? [] : ["which pictures are listed"]),
  ];
  return { party: `${role}: ${label}`, reads, cannotRead, bytes };
}
