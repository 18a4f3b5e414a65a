// What each stage of a run took: seconds, processor seconds of all threads, and the peak of the whole process in it.
import { readFileSync, writeFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { cpuUsage } from 'node:process';

const cpuSeconds = () => {
  const { user, system } = cpuUsage();
  return (user + system) / 1e6;
};

/** Linux counts the peak anew when it is told to. */
const forgetPeak = () => { writeFileSync('/proc/self/clear_refs', '5'); };
const peakMiB = () => Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))[1]) / 1024;

/**
 * Measures stages one after another. Garbage of a stage is its own: none is collected between two.
 *
 * @returns `measure`, which runs one and gives what it gives, and `told`, which tells of all.
 */
export function measureStages() {
  const stages = {};
  const began = { seconds: performance.now() / 1000 };
  return {
    async measure(name, work) {
      forgetPeak();
      const [cpu, wall] = [cpuSeconds(), performance.now()];
      const result = await work();
      stages[name] = { seconds: (performance.now() - wall) / 1000, cpuSeconds: cpuSeconds() - cpu, peakMiB: peakMiB() };
      return result;
    },
    told: () => ({
      stages,
      all: { seconds: performance.now() / 1000 - began.seconds, cpuSeconds: cpuSeconds(), peakMiB: Math.max(...Object.values(stages).map((stage) => stage.peakMiB)) },
    }),
  };
}
