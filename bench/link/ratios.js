// Makes a table of what both sides of a job took: medians, their ratio, peaks.
import { formatNumber, median } from '../table.js';

const WHOLE = 'whole process';
/** What a stage of ours is to be compared with: our pairs are given and scored in one go, Splink's are stored in between. */
const SUMS = { 'block + predict': ['block', 'predict'] };

/** Figures of one stage in one sample; null where that side has no such stage. */
function figuresOf(sample, stage) {
  if (stage === WHOLE) return sample.process;
  const parts = (SUMS[stage] ?? [stage]).map((name) => sample.stages[name]);
  if (parts.some((part) => part === undefined)) return null;
  const total = (figure) => parts.reduce((sum, part) => sum + part[figure], 0);
  return { seconds: total('seconds'), cpuSeconds: total('cpuSeconds'), peakMiB: Math.max(...parts.map(({ peakMiB }) => peakMiB)) };
}

/** Medians of a side; null where it has no such stage. */
function mediansOf(samples, stage) {
  const figures = samples.map((sample) => figuresOf(sample, stage));
  if (figures.includes(null)) return null;
  return Object.fromEntries(['seconds', 'cpuSeconds', 'peakMiB'].map((figure) => [figure, median(figures.map((sample) => sample[figure]))]));
}

const cell = (value) => (value === undefined || value === null ? '–' : formatNumber(value));

/**
 * Lays out a job.
 *
 * @param {{ samples: Record<string, any[]>, limited: any, threads: number, compared: any }} result - as run.js keeps it.
 * @returns {string} a table in Markdown, and what follows from it.
 */
export function tableOfJob({ samples, limited, threads, compared }) {
  const { stages: ours, splink, splinkInOneQuery, command } = samples;
  const names = Object.keys(ours[0].stages);
  const isTraining = !names.includes('predict');
  const rows = (isTraining ? [...names, WHOLE] : ['load', 'block', 'predict', 'block + predict', 'predictAgain', 'cluster', 'write', WHOLE]).map((stage) => ({ label: stage, stage, theirStage: stage, theirs: splink }));
  if (splinkInOneQuery !== undefined) {
    rows.push(
      { label: 'block + predict, theirs in one query', stage: 'block + predict', theirStage: 'predict', theirs: splinkInOneQuery },
      { label: 'whole process, theirs with it', stage: WHOLE, theirStage: WHOLE, theirs: splinkInOneQuery },
    );
  }
  const lines = [
    '| Stage | a423, s | Splink, s | Splink : a423 | processor s, a423 | Splink | ratio | peak MiB, a423 | Splink |', '|---|--:|--:|--:|--:|--:|--:|--:|--:|',
    ...rows.map(({ label, stage, theirStage, theirs }) => {
      const ourSamples = stage === WHOLE && command !== undefined ? command : ours;
      const [own, their] = [mediansOf(ourSamples, stage), mediansOf(theirs, theirStage)];
      const ratio = (figure) => (own === null || their === null ? null : their[figure] / own[figure]);
      return `| ${[label, cell(own?.seconds), cell(their?.seconds), cell(ratio('seconds')), cell(own?.cpuSeconds), cell(their?.cpuSeconds), cell(ratio('cpuSeconds')), cell(own?.peakMiB), cell(their?.peakMiB)].join(' | ')} |`;
    }),
  ];
  const { pairs, kept } = ours[0];
  if (pairs !== undefined) {
    const rate = (stage, figure, share) => `${formatNumber(pairs / Math.min(...ours.map((sample) => sample.stages[stage][figure])) / share / 1e6)} M pairs/s`;
    lines.push('', `${formatNumber(pairs)} pairs, ${formatNumber(kept)} kept. A thread of ours: cold ${rate('predict', 'seconds', threads)}, warm ${rate('predictAgain', 'seconds', threads)} (by processor time ${rate('predict', 'cpuSeconds', 1)}, ${rate('predictAgain', 'cpuSeconds', 1)}).`);
  }
  if (limited !== null) {
    const [own, their] = [median(command.map((sample) => sample.process.peakMiB)), limited.process.peakMiB];
    lines.push(`Splink within memory_limit ${limited.memoryLimit}: ${formatNumber(limited.process.seconds)} s, ${formatNumber(their)} MiB at most; ours is ${formatNumber(own / their)} of it.`);
  }
  return [...lines, `Compared: ${JSON.stringify(compared)}`].join('\n');
}
