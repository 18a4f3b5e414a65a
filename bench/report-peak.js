// Loaded into the processes a case starts (`node --import`): at their end each adds its peak, in KiB, to a file.
import { appendFileSync } from 'node:fs';

const path = process.env.A423_BENCH_PEAK;
if (path !== undefined) process.on('exit', () => appendFileSync(path, `${process.resourceUsage().maxRSS}\n`));
