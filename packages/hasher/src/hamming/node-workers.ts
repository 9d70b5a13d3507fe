import { Worker } from "node:worker_threads";
import type { KernelRunner, RunnerFactory } from "./runner.js";

/** All that a worker does: calls a function of the kernel, by name, on the memory it shares. */
const workerSource = `
const { parentPort, workerData } = require("node:worker_threads");
const { module, memory } = workerData;
const kernel = new WebAssembly.Instance(module, { env: { memory } }).exports;
parentPort.on("message", ({ name, args }) => parentPort.postMessage(kernel[name](...args)));
`;

/**
 * Runs the kernel on worker threads. Source text instead of a file, so that it runs from TypeScript sources, from a
 * build and from a bundle alike. The threads do not keep the process alive; `close` of the scanner ends them.
 *
 * @param threads 1 or more
 */
export function runInWorkers(threads: number): RunnerFactory {
  return (module, memory): KernelRunner => {
    const workers = Array.from({ length: threads }, () => {
      const worker = new Worker(workerSource, { eval: true, workerData: { module, memory } });
      worker.unref();
      return worker;
    });
    return {
      slots: threads,
      call(slot, name, args) {
        const worker = workers[slot];
        return new Promise<number>((resolve, reject) => {
          if (worker === undefined) {
            reject(new RangeError(`got slot ${slot}, expected one below ${threads}`));
            return;
          }
          const settle = (act: () => void): void => {
            worker.off("message", onMessage).off("error", onError).off("exit", onExit);
            worker.unref();
            act();
          };
          const onMessage = (result: number): void => settle(() => resolve(result));
          const onError = (error: Error): void => settle(() => reject(error));
          const onExit = (): void => settle(() => reject(new Error("got the end of a worker, expected its answer")));
          worker.on("message", onMessage).on("error", onError).on("exit", onExit);
          worker.ref();
          worker.postMessage({ name, args });
        });
      },
      async close() {
        await Promise.all(workers.map((worker) => worker.terminate()));
      },
    };
  };
}
