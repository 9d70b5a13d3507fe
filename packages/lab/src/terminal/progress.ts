import { type Options, Presets, SingleBar } from "cli-progress";
import { renderDuration } from "./numbers.js";
import { type Terminal, writeNotice } from "./terminal.js";

/** Shows how far a step is, on standard error. */
export interface Progress {
  update(done: number): void;
  /** Writes one line for people above the bar. */
  notice(text: string): void;
  /** Removes the bar. */
  stop(): void;
}

/** In a log file, progress is one line now and then. */
const quietMilliseconds = 10_000;

/** Carriage return, then erase in line (ECMA-48, CSI 2 K). */
const eraseLine = "\r\u001b[2K";

const barOptions: Options = {
  format: "{label} [{bar}] {value} of {total}, {rate}",
  barsize: 24,
  fps: 8,
  hideCursor: false, // an interrupted run must not leave the terminal without a cursor
  clearOnComplete: true,
  forceRedraw: true, // after a notice has overwritten it
  stopOnComplete: false,
  gracefulExit: false, // signals are handled in one place, main.ts
};

/** Starts showing a step of `total` units, `from` of them done before: a bar in a terminal, elsewhere a line every ten seconds. */
export function startProgress(terminal: Pick<Terminal, "stderr">, label: string, total: number, from = 0): Progress {
  const started = performance.now();
  const renderRate = (done: number): string => {
    const perSecond = (1000 * (done - from)) / Math.max(1, performance.now() - started);
    const left = perSecond > 0 ? renderDuration((total - done) / perSecond) : "unknown time";
    const speed =
      perSecond >= 0.1
        ? `${perSecond.toFixed(perSecond < 10 ? 1 : 0)} per second`
        : `${Math.round(3600 * perSecond)} per hour`;
    return `${speed}, ${left} left`;
  };
  if (terminal.stderr.isTTY !== true) {
    let spoken = Date.now();
    return {
      update(done) {
        if (Date.now() - spoken < quietMilliseconds) return;
        spoken = Date.now();
        writeNotice(terminal, `${label}: ${done} of ${total}, ${renderRate(done)}`);
      },
      notice: (text) => writeNotice(terminal, text),
      stop() {},
    };
  }
  const bar = new SingleBar({ ...barOptions, stream: terminal.stderr }, Presets.shades_classic);
  bar.start(total, from, { label, rate: renderRate(from) });
  return {
    update: (done) => bar.update(done, { rate: renderRate(done) }),
    notice: (text) => writeNotice(terminal, `${eraseLine}${text}`),
    stop: () => bar.stop(),
  };
}
