// A process that checks its share of rows each time it is told to: one of the two independent ones of the case on workers. What it works
// on stands ready before the clock starts.
import { cpuUsage } from 'node:process';
import { checkClasses, classRows } from './class-rows.js';

let dataset;

process.on('message', async (message) => {
  if (message.rows !== undefined) {
    dataset = classRows(message.rows, message);
    process.send({ ready: true });
    return;
  }
  const before = cpuUsage();
  const { rows } = await checkClasses(dataset);
  const { user, system } = cpuUsage(before);
  process.send({ rows, cpuMs: (user + system) / 1000 });
});
