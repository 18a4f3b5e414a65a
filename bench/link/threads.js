// node bench/link/threads.js [--people FILE.parquet] [--model SETTINGS.json] [--rounds 5]
//
// What a second thread is worth: two processes of one thread each that do the same linkage side by side, in turn with one process of two
// threads that does it once. Timed from records that are ready to links that are found: blocks made, values laid out, pairs scored. Where two
// threads share perfectly they take half as long as the two processes. The last line is JSON.
import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import { performance } from 'node:perf_hooks';
import { cpuUsage } from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readParquet } from '../../dist/index.js';
import { checkLinkOptions, columnsOfExpressions, fromSplink, linkageExpressions, startLinkage } from '../../dist/link/index.js';
import { fileBlob, workerPool } from '../../dist/node.js';
import { ROW_KEY } from './job.js';

const near = (path) => fileURLToPath(new URL(path, import.meta.url));
const { values: flags } = parseArgs({
  options: {
    people: { type: 'string', default: near('../data/people-1000000.parquet') }, model: { type: 'string', default: near('model-p.json') }, rounds: { type: 'string', default: '5' },
    threads: { type: 'string' },
  },
});
await (flags.threads === undefined ? compare() : serve(Number(flags.threads)));

/** Tells processes to link once, at the same moment; tells how long the last one took, and the processor time of the first. */
async function linkOnce(children) {
  const told = children.map(async (child) => (await once(child, 'message'))[0]);
  for (const child of children) child.send('link');
  const all = await Promise.all(told);
  return { seconds: Math.max(...all.map(({ seconds }) => seconds)), cpuSeconds: all[0].cpuSeconds };
}

async function compare() {
  const start = async (threads) => {
    const child = fork(near('threads.js'), ['--people', flags.people, '--model', flags.model, '--threads', String(threads)]);
    await once(child, 'message');
    return child;
  };
  const [together, ...apart] = [await start(2), await start(1), await start(1)];
  const rounds = [];
  // The first round warms up.
  for (let round = 0; round <= Number(flags.rounds); round += 1) {
    const [twoProcesses, twoThreads] = [await linkOnce(apart), await linkOnce([together])];
    rounds.push({ twoProcesses, twoThreads });
    const tell = ({ seconds, cpuSeconds }) => `${seconds.toFixed(2)} s, ${cpuSeconds.toFixed(2)} s of processors`;
    console.log(`${round === 0 ? 'warming up: ' : ''}two processes ${tell(twoProcesses)} each; two threads ${tell(twoThreads)}`);
  }
  for (const child of [together, ...apart]) child.disconnect();
  const middle = (of) => rounds.slice(1).map(of).sort((one, other) => one - other)[Math.floor((rounds.length - 1) / 2)];
  const share = middle(({ twoProcesses, twoThreads }) => twoProcesses.seconds / (2 * twoThreads.seconds));
  const cpuShare = middle(({ twoProcesses, twoThreads }) => twoProcesses.cpuSeconds / twoThreads.cpuSeconds);
  console.log(JSON.stringify({ twoProcesses: middle(({ twoProcesses }) => twoProcesses.seconds), twoThreads: middle(({ twoThreads }) => twoThreads.seconds), share, cpuShare }));
}

/** Links whenever it is told to, each time with records that were made ready before. */
async function serve(threads) {
  const options = checkLinkOptions({ model: fromSplink(JSON.parse(readFileSync(flags.model, 'utf8')), { unit: 'codePoint' }), minMatchWeightBits: 0, decide: { by: 'components' } });
  const names = [ROW_KEY, ...columnsOfExpressions(linkageExpressions(options).expressions)];
  const columns = Object.fromEntries(names.map((name) => [name, { type: name === 'birthDate' ? 'date' : 'utf8', role: 'technical' }]));
  const pool = threads > 1 ? workerPool({ workers: threads }) : null;
  const context = { spill: null, maxMemoryBytes: 2 ** 33, ...(pool === null ? {} : { parallel: pool }) };
  const ready = async () => {
    const { rows } = await readParquet(fileBlob(flags.people), { columns, onUndeclared: 'drop' });
    const linkage = startLinkage({ rows }, options, ROW_KEY, { context });
    await linkage.records();
    return linkage;
  };
  let next = await ready();
  process.send('ready');
  process.on('message', async () => {
    const [began, before] = [performance.now(), cpuUsage()];
    await next.decided();
    const seconds = (performance.now() - began) / 1000;
    const { user, system } = cpuUsage(before);
    next = await ready();
    process.send({ seconds, cpuSeconds: (user + system) / 1e6 });
  });
  process.on('disconnect', () => pool?.close());
}
