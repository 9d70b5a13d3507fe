import { Bench, type Task } from "tinybench";
import type { Contestant, Effort, Group } from "./contestant.js";
import { BenchError } from "./errors.js";

/** One turn of a contestant, in nanoseconds per operation. */
export interface Block {
  /** All threads of this process, user and system: decoders and garbage collectors work beside the main thread. */
  readonly cpuNs: number;
  readonly wallNs: number;
}

/** The turns of every contestant, by name; turn i of all contestants of a group lies in the same round. */
export type Measurements = ReadonlyMap<string, readonly Block[]>;

/** What contestants returned last: reachable from outside, so that the work behind it counts as used. */
export const sink: { value: unknown } = { value: undefined };

/**
 * Measures a group: unrecorded turns, then the rounds. Every other round goes backwards (A B C, C B A), so that a steady
 * drift of the machine favours nobody; each turn opens with an unrecorded call.
 * @throws BenchError `contestant-failed`
 */
export async function measureGroup(
  { contestants, patience = 1 }: Group,
  effort: Effort,
  onRound: (round: number, rounds: number) => void = () => {},
): Promise<Measurements> {
  const loops = contestants.map((contestant) => createLoop(contestant, effort.blockMs));
  const rounds = Math.max(1, Math.round(patience * effort.repeats));
  for (const loop of loops) await warm(loop, effort);
  const blocks = contestants.map((): Block[] => []);
  for (let round = 0; round < rounds; round++) {
    const order = [...loops.keys()];
    if (round % 2 === 1) order.reverse();
    for (const i of order) blocks[i]?.push(await (loops[i] as Loop)());
    onRound(round + 1, rounds);
  }
  return new Map(contestants.map(({ name }, i) => [name, blocks[i] ?? []]));
}

type Loop = () => Promise<Block>;

/** Unrecorded turns: calls of some milliseconds were a third slower in their first 8 turns, until all of them was compiled. */
async function warm(loop: Loop, { blockMs }: Effort): Promise<void> {
  const end = performance.now() + 10 * blockMs;
  do await loop();
  while (performance.now() < end);
}

function createLoop(contestant: Contestant, blockMs: number): Loop {
  const { name, operationsPerCall = 1, run, isAsync = false } = contestant;
  // Rounds are this file's; of tinybench it is one turn.
  const timing = { time: blockMs, iterations: 1, warmupTime: 0, warmupIterations: 1 };
  const bench = new Bench({ ...timing, warmup: false, timestampProvider: "hrtimeNow" });
  let cpu: NodeJS.CpuUsage = { user: 0, system: 0 };
  let wall = 0n;
  // Nothing is returned to tinybench: it looks into results.
  const call = isAsync
    ? async () => {
        sink.value = await run();
      }
    : () => {
        sink.value = run();
      };
  bench.add(name, call, {
    async: isAsync,
    beforeAll: () => {
      wall = process.hrtime.bigint();
      cpu = process.cpuUsage();
    },
    afterAll: () => {
      cpu = process.cpuUsage(cpu);
      wall = process.hrtime.bigint() - wall;
    },
  });
  const task = bench.getTask(name) as Task;
  return async () => {
    task.reset();
    // What the turn before left behind (garbage, cold caches, code that was thrown away) is met by a call that does not
    // count: beside a 12-megapixel decoder a neighbour's turns were otherwise 70 % apart, depending on the order.
    if (isAsync) {
      await task.warmup();
      await task.run();
    } else {
      task.warmupSync();
      task.runSync();
    }
    const { result } = task;
    if (result.state !== "completed") {
      const cause = result.state === "errored" ? result.error : undefined;
      throw new BenchError("contestant-failed", `${name}: ${cause?.message ?? result.state}`, { cause });
    }
    const operations = task.runs * operationsPerCall;
    return { cpuNs: (1000 * (cpu.user + cpu.system)) / operations, wallNs: Number(wall) / operations };
  };
}
