import { isEqualBytes } from "@glasshouse/crypto";
import { decode, encode, Tokenizer } from "cborg";
import { ProtocolError } from "./errors.js";

/** Encodes a message. One value has one encoding (RFC 8949 section 4.2: shortest forms, sorted keys). */
export function encodeCanonical(value: unknown): Uint8Array {
  return asPlain(encode(value));
}

/** In Node cborg gives a Buffer, whose `slice` shares memory and whose text is another than that of other byte arrays. */
function asPlain(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/**
 * Most items of one message, arrays included. The largest is a batch above its limit of vouchers, which is told so. Without
 * a bound a batch of 32 MiB could hold as many empty arrays: 20 s and 2 GiB (measured) before any signature is looked at.
 */
const mostItems = 4096;

const decodeOptions = {
  strict: true,
  allowIndefinite: false,
  allowUndefined: false,
  allowNaN: false,
  allowInfinity: false,
  rejectDuplicateMapKeys: true,
};

class BoundedTokenizer extends Tokenizer {
  #items = 0;

  override next(): ReturnType<Tokenizer["next"]> {
    this.#items += 1;
    if (this.#items > mostItems) throw new RangeError(`got more than ${mostItems} items`);
    return super.next();
  }
}

/**
 * Decodes a message and refuses every encoding but the canonical one, so that equal messages are equal bytes.
 * @throws ProtocolError `malformed-message`.
 */
export function decodeCanonical(bytes: Uint8Array, what: string): unknown {
  let value: unknown;
  let again: Uint8Array;
  try {
    value = decode(bytes, { ...decodeOptions, tokenizer: new BoundedTokenizer(asPlain(bytes), decodeOptions) });
    again = encode(value);
  } catch (error) {
    throw new ProtocolError("malformed-message", `${what}: ${error instanceof Error ? error.message : String(error)}`);
  }
  // The strict decoder lets keys in another order pass; the comparison does not.
  if (!isEqualBytes(again, bytes)) throw new ProtocolError("malformed-message", `${what}: not the canonical encoding`);
  return value;
}

/** Reads the fields of one decoded message, each with its type and bounds. */
export class FieldReader {
  readonly #what: string;
  readonly #fields: ReadonlyMap<string, unknown>;

  /** @throws ProtocolError `malformed-message` unless `value` has exactly the fields named, in this order. */
  constructor(what: string, value: unknown, names: readonly string[]) {
    this.#what = what;
    if (!Array.isArray(value) || value.length !== names.length)
      throw new ProtocolError(
        "malformed-message",
        `${what}: got ${Array.isArray(value) ? `${value.length} fields` : typeof value}, expected an array of ${names.length}: ${names.join(", ")}`,
      );
    this.#fields = new Map(names.map((name, i) => [name, value[i] as unknown]));
  }

  bytes(name: string, minimum: number, maximum: number = minimum): Uint8Array {
    const value = this.#fields.get(name);
    if (!(value instanceof Uint8Array)) throw this.#refuse(name, value, "bytes");
    if (value.length < minimum || value.length > maximum)
      throw this.#refuse(
        name,
        `${value.length} bytes`,
        minimum === maximum ? `${minimum}` : `${minimum} to ${maximum}`,
      );
    return value;
  }

  /** Bytes of one length, or none. */
  optionalBytes(name: string, length: number): Uint8Array {
    const value = this.#fields.get(name);
    return value instanceof Uint8Array && value.length === 0 ? value : this.bytes(name, length);
  }

  text(name: string, maximumLength: number): string {
    const value = this.#fields.get(name);
    if (typeof value !== "string" || value.length > maximumLength)
      throw this.#refuse(name, value, `a text of at most ${maximumLength} characters`);
    return value;
  }

  integer(name: string, minimum: number, maximum: number): number {
    const value = this.#fields.get(name);
    if (typeof value !== "number" || !Number.isSafeInteger(value) || value < minimum || value > maximum)
      throw this.#refuse(name, value, `an integer from ${minimum} to ${maximum}`);
    return value;
  }

  oneOf<T extends string>(name: string, choices: readonly T[]): T {
    const value = this.#fields.get(name);
    const choice = choices.find((c) => c === value);
    if (choice === undefined) throw this.#refuse(name, value, choices.join(" | "));
    return choice;
  }

  list(name: string, minimum: number, maximum: number): readonly unknown[] {
    const value = this.#fields.get(name);
    if (!Array.isArray(value)) throw this.#refuse(name, value, "a list");
    if (value.length < minimum || value.length > maximum)
      throw this.#refuse(name, `${value.length} items`, `${minimum} to ${maximum}`);
    return value;
  }

  integers(name: string, minimum: number, maximum: number): readonly number[] {
    return this.list(name, minimum, maximum).map((value) => {
      if (typeof value !== "number" || !Number.isSafeInteger(value)) throw this.#refuse(name, value, "integers");
      return value;
    });
  }

  /** Format versions are checked first: a newer message is told apart from a broken one. */
  version(name: string, expected: number): void {
    const value = this.#fields.get(name);
    if (value !== expected)
      throw new ProtocolError(
        "unsupported-version",
        `${this.#what}: got version ${String(value)}, expected ${expected}`,
      );
  }

  #refuse(name: string, got: unknown, expected: string): ProtocolError {
    const shown = got instanceof Uint8Array ? `${got.length} bytes` : Array.isArray(got) ? "a list" : String(got);
    return new ProtocolError(
      "malformed-message",
      `${this.#what}.${name}: got ${shown.slice(0, 80)}, expected ${expected}`,
    );
  }
}
