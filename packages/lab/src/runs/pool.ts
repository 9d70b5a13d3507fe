/** Performs many tasks, on worker threads or on this one. */
import { Worker } from "node:worker_threads";
import type { Environment } from "../environment.js";
import { perform, type Task } from "./perform.js";
import type { RunResult } from "./result.js";

/** What a worker is asked. */
export interface WorkerRequest {
  readonly task: Task;
  readonly environment: Environment | null;
}

/** What a worker answers, any number of times `progress`, then one of the others. */
export type WorkerAnswer =
  | { readonly type: "progress"; readonly share: number }
  | { readonly type: "result"; readonly result: RunResult }
  | { readonly type: "failed"; readonly failure: Readonly<Record<"name" | "code" | "message" | "stack", string>> };

/** Choices of {@link performAll}. */
export interface PoolOptions {
  /** Worker threads; 0 performs on this thread, one after the other. */
  readonly workers: number;
  readonly environment: Environment | null;
  readonly signal: AbortSignal;
  /** Told how much of each task, 0 to 1, is done. */
  readonly onProgress: (task: number, share: number) => void;
  /** Told every result as it comes; waited for. */
  readonly onResult: (task: number, result: RunResult) => Promise<void>;
}

/** Performs all tasks; rejects with the first failure, or the signal's reason. */
export async function performAll(tasks: readonly Task[], options: PoolOptions): Promise<void> {
  const lanes = Math.min(options.workers, tasks.length);
  const queue = tasks.map((task, index) => ({ task, index }));
  if (lanes === 0) {
    for (const { task, index } of queue) await options.onResult(index, await performHere(task, index, options));
    return;
  }
  const ended = new AbortController();
  const signal = AbortSignal.any([options.signal, ended.signal]);
  const drain = async () => {
    const worker = startWorker(signal);
    try {
      for (let next = queue.shift(); next; next = queue.shift()) {
        const { task, index } = next;
        const result = await worker.ask({ task, environment: options.environment }, (share) =>
          options.onProgress(index, share),
        );
        await options.onResult(index, result);
      }
    } catch (error) {
      ended.abort(error); // the other lanes need not go on
      throw error;
    } finally {
      await worker.end();
    }
  };
  await Promise.all(Array.from({ length: lanes }, drain));
}

async function performHere(task: Task, index: number, { environment, signal, onProgress }: PoolOptions) {
  return perform(task, environment, async (done, total) => {
    await new Promise<void>((resolve) => setImmediate(resolve)); // lets signals and the bar in
    signal.throwIfAborted();
    onProgress(index, total > 0 ? done / total : 0);
  });
}

function startWorker(signal: AbortSignal) {
  const worker = new Worker(new URL("./worker.js", import.meta.url));
  return {
    ask: (request: WorkerRequest, onShare: (share: number) => void) =>
      new Promise<RunResult>((resolve, reject) => {
        // By name: removing all listeners of a worker takes its own away as well, and it falls silent.
        const settle = (act: () => void) => {
          worker.off("error", onError).off("message", onMessage).off("exit", onExit);
          signal.removeEventListener("abort", onAbort);
          act();
        };
        const onAbort = () => settle(() => reject(signal.reason));
        const onError = (error: unknown) => settle(() => reject(error));
        const onExit = (code: number) => settle(() => reject(new Error(`a worker ended early, with code ${code}`)));
        const onMessage = (answer: WorkerAnswer) => {
          if (answer.type === "progress") onShare(answer.share);
          else if (answer.type === "result") settle(() => resolve(answer.result));
          else settle(() => reject(Object.assign(new Error(), answer.failure)));
        };
        signal.addEventListener("abort", onAbort);
        worker.on("error", onError).on("message", onMessage).on("exit", onExit);
        if (signal.aborted) onAbort();
        else worker.postMessage(request);
      }),
    end: () => worker.terminate(),
  };
}
