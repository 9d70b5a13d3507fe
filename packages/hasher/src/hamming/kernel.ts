import { kernelModules } from "./kernel.generated.js";

/** The part of the WebAssembly interface used here: the compiler knows it only together with that of the page. */
interface WebAssemblyInterface {
  readonly Memory: new (options: { initial: number; maximum: number; shared: true }) => KernelMemory;
  readonly Module: new (bytes: Uint8Array) => KernelModule;
  readonly Instance: new (
    module: KernelModule,
    imports: { readonly env: { readonly memory: KernelMemory } },
  ) => { readonly exports: KernelExports };
}
declare const WebAssembly: WebAssemblyInterface;

/** A compiled kernel; workers receive it by message. */
export type KernelModule = object;

/** Memory that the kernel and all its workers share. */
export interface KernelMemory {
  readonly buffer: SharedArrayBuffer;
  grow(pages: number): number;
}

/** The functions of kernel.as.ts that are called as tasks, by name. All arguments are 32-bit integers. */
export type KernelFunction = "within" | "nearest" | "histogram" | "pairHistogram" | "sortChunk" | "probe";
export type KernelExports = Readonly<Record<KernelFunction, (...args: readonly number[]) => number>>;

/** Compiles the kernel for hashes of that width. */
export function compileKernel(width: 64 | 256): KernelModule {
  const text = atob(kernelModules[width]);
  return new WebAssembly.Module(Uint8Array.from(text, (character) => character.charCodeAt(0)));
}

/** Connects a compiled kernel with a memory. */
export function instantiateKernel(module: KernelModule, memory: KernelMemory): KernelExports {
  return new WebAssembly.Instance(module, { env: { memory } }).exports;
}

const pageBytes = 65_536;
const maximumPages = 65_536;

/** Hands out the memory of one kernel from the bottom up. Grows to 4 GiB. */
export class KernelHeap {
  readonly memory: KernelMemory = new WebAssembly.Memory({ initial: 1, maximum: maximumPages, shared: true });
  #top = 0;

  /** Address of `bytes` zeroed or stale bytes, on a cache line of its own. Throws `RangeError` above 4 GiB. */
  allocate(bytes: number): number {
    const address = Math.ceil(this.#top / 64) * 64;
    this.#top = address + bytes;
    const missing = this.#top - this.memory.buffer.byteLength;
    if (missing > 0) this.memory.grow(Math.ceil(missing / pageBytes));
    return address;
  }

  /** Copies bytes into the memory and returns their address. */
  store(bytes: Uint8Array): number {
    const address = this.allocate(bytes.length);
    new Uint8Array(this.memory.buffer, address, bytes.length).set(bytes);
    return address;
  }

  /** What is handed out now; `release` gives back everything handed out after. */
  mark(): number {
    return this.#top;
  }

  release(mark: number): void {
    this.#top = mark;
  }
}
