/** A worker thread of pool.ts: performs the tasks that it is sent. */
import { parentPort } from "node:worker_threads";
import { perform } from "./perform.js";
import type { WorkerAnswer, WorkerRequest } from "./pool.js";

const answer = (message: WorkerAnswer) => parentPort?.postMessage(message);

parentPort?.on("message", async ({ task, environment }: WorkerRequest) => {
  try {
    const result = await perform(task, environment, (done, total) =>
      answer({ type: "progress", share: total > 0 ? done / total : 0 }),
    );
    answer({ type: "result", result });
  } catch (error) {
    // An error loses its class on the way; those with a code say what is wrong with the input.
    if (!(error instanceof Error && "code" in error)) throw error;
    const { name, code, message, stack = "" } = error;
    answer({ type: "failed", failure: { name, code: String(code), message, stack } });
  }
});
