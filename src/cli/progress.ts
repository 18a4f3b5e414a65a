import { performance } from 'node:perf_hooks';
import type { Progress } from '../node.ts';
import type { Terminal } from './command.ts';

/** Redraws at most this often. */
const INTERVAL_MS = 120;

const PHASES: Readonly<Record<Progress['phase'], string>> = { hash: 'hashing', write: 'reading', compare: 'comparing', audit: 'auditing', commit: 'committing' };

/** Shows how far a run is, on one line that redraws itself. */
export interface ProgressLine {
  show(progress: Progress): void;
  /** Clears the line. */
  end(): void;
}

/**
 * Makes a progress line.
 *
 * @param terminal - where to draw; nothing is drawn unless a person watches.
 * @returns the line.
 */
export function progressLine(terminal: Terminal): ProgressLine {
  if (!terminal.interactive) return { show: () => undefined, end: () => undefined };
  const started = performance.now();
  let drawn = -Infinity;
  return {
    show({ phase, name, rows, of }) {
      const now = performance.now();
      if (now - drawn < INTERVAL_MS && phase !== 'commit') return;
      drawn = now;
      const seconds = (now - started) / 1000;
      const share = of === undefined || of === 0 ? '' : `  ${Math.floor((100 * rows) / of)} %`;
      const speed = rows === 0 ? '' : `${share}  ${rows.toLocaleString('en-GB')} ${phase === 'compare' ? 'pairs' : 'rows'}, ${Math.round(rows / seconds).toLocaleString('en-GB')}/s`;
      terminal.err(`\r\u001b[2K${PHASES[phase]} ${name}${speed}  ${seconds.toFixed(1)} s`);
    },
    end() {
      terminal.err('\r\u001b[2K');
    },
  };
}
