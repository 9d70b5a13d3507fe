/**
 * What each role of a run has seen: bytes in order, without a clock. The leak matrix is decided on these views alone, so
 * whatever a role holds or gets has to be recorded, and nothing that it would not have.
 */

/** Whose views are recorded. `recipient` is the other end of a messenger. */
export const roles = ["list-authority", "server", "device", "recipient", "reviewer"] as const;

/** One of {@link roles}. */
export type Role = (typeof roles)[number];

/** What kinds of bytes a role holds or exchanges. */
export const messageKinds = [
  "list", // tokens or hashes of the listed images
  "secrets", // keys that a role drew for itself
  "manifest",
  "table", // a blinded table, or a filter over pseudorandom outputs
  "image", // a hash as its owner has it
  "picture", // what an image shows, as its owner has it; what a payload carries
  "registration",
  "batch",
  "request", // blinded elements
  "response", // evaluated elements
  "upload", // hash and picture in the clear
  "message", // end-to-end encrypted
  "payload", // what became readable
] as const;

/** One of {@link messageKinds}. */
export type MessageKind = (typeof messageKinds)[number];

/** One thing that a role saw. */
export interface Sighting {
  readonly role: Role;
  readonly direction: "holds" | "sends" | "receives";
  readonly kind: MessageKind;
  readonly bytes: Uint8Array;
  /** Place in the run, from 0. Both ends of one crossing have the same. */
  readonly order: number;
}

/** All that one role saw, in order. */
export type View = readonly Sighting[];

/** Records a run. Nothing is copied: who records hands over bytes that stay as they are. */
export interface Transcript {
  /** Everything seen by anybody, in order. */
  readonly sightings: readonly Sighting[];
  /** A role brings this with it or makes it for itself. */
  hold(role: Role, kind: MessageKind, bytes: Uint8Array): void;
  /** Bytes go from one role to another; both have seen them. */
  cross(from: Role, to: Role, kind: MessageKind, bytes: Uint8Array): void;
  view(role: Role): View;
}

/** An empty transcript, or one that goes on from an earlier one, which stays as it is. */
export function createTranscript(earlier: readonly Sighting[] = []): Transcript {
  const sightings: Sighting[] = earlier.slice();
  let order = (sightings.at(-1)?.order ?? -1) + 1;
  return {
    sightings,
    hold(role, kind, bytes) {
      sightings.push({ role, direction: "holds", kind, bytes, order: order++ });
    },
    cross(from, to, kind, bytes) {
      sightings.push({ role: from, direction: "sends", kind, bytes, order });
      sightings.push({ role: to, direction: "receives", kind, bytes, order: order++ });
    },
    view(role) {
      return sightings.filter((sighting) => sighting.role === role);
    },
  };
}
