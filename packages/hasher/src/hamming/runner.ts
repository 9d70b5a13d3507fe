import { instantiateKernel, type KernelFunction, type KernelMemory, type KernelModule } from "./kernel.js";
import type { ScanOptions } from "./scanner.js";

/** Calls kernel functions in one or more slots (threads); one call per slot at a time. */
export interface KernelRunner {
  readonly slots: number;
  call(slot: number, name: KernelFunction, args: readonly number[]): Promise<number>;
  close(): Promise<void>;
}

/** Makes a runner for a kernel and its memory. */
export type RunnerFactory = (module: KernelModule, memory: KernelMemory) => KernelRunner;

/** How long a task may keep this thread before others get a turn. */
const turnMs = 20;

/** Runs the kernel on this thread, giving other work a turn now and then. */
export const runHere: RunnerFactory = (module, memory) => {
  const kernel = instantiateKernel(module, memory);
  let turnEnds = performance.now() + turnMs;
  return {
    slots: 1,
    async call(_slot, name, args) {
      if (performance.now() > turnEnds) {
        await new Promise((resolve) => setTimeout(resolve));
        turnEnds = performance.now() + turnMs;
      }
      return kernel[name](...args);
    },
    async close() {},
  };
};

/** A piece of a scan: what to call in a slot and what to do with the result there. */
export interface KernelTask {
  /** Pairs looked at by this task and by those that it leads to. */
  readonly work: number;
  readonly name: KernelFunction;
  args(slot: number): readonly number[];
  /** Takes the result over before the slot gets its next task, and returns the tasks that it leads to. */
  finish(slot: number, result: number): readonly KernelTask[];
}

/** Runs all tasks: started in their order, ended in any. `total` is the sum of their work. */
export async function runTasks(
  runner: KernelRunner,
  total: number,
  tasks: Iterable<KernelTask>,
  { onProgress, signal }: ScanOptions,
): Promise<void> {
  const fresh = tasks[Symbol.iterator]();
  const further: KernelTask[] = [];
  let done = 0;
  let failed = false;
  const next = (): KernelTask | undefined => further.pop() ?? fresh.next().value;
  const runSlot = async (slot: number): Promise<void> => {
    for (let task = next(); task !== undefined && !failed; task = next()) {
      signal?.throwIfAborted();
      const led = task.finish(slot, await runner.call(slot, task.name, task.args(slot)));
      further.push(...led.toReversed());
      done += led.reduce((left, { work }) => left - work, task.work);
      if (done < total) onProgress?.(done / total);
    }
  };
  // All slots have to come to rest before memory is given back, whatever one of them threw.
  const ends = await Promise.allSettled(
    Array.from({ length: runner.slots }, (_, slot) =>
      runSlot(slot).catch((error: unknown) => {
        failed = true;
        throw error;
      }),
    ),
  );
  for (const end of ends) if (end.status === "rejected") throw end.reason;
  onProgress?.(1);
}
