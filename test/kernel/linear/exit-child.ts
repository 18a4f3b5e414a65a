// Solves growing programs for a while and ends by itself, as a command does; prints the processor time it took.
import { cpuUsage } from 'node:process';
import { loadSolver, type LinearProgram } from '../../../src/linear/index.ts';

const rounds = JSON.parse(process.argv[2]!) as number;
const solver = await loadSolver();

/** A cover of `rows` sets by the cheapest of `columns`, the same at each run. */
function cover(columns: number, rows: number): LinearProgram {
  const rowStarts = Int32Array.from({ length: rows + 1 }, (_, row) => row * 6);
  return {
    columns,
    costs: Float64Array.from({ length: columns }, (_, column) => 1 + ((column * 7919) % 13)),
    lower: new Float64Array(columns),
    upper: new Float64Array(columns).fill(1),
    rowStarts,
    rowColumns: Int32Array.from({ length: rows * 6 }, (_, entry) => (((entry / 6) | 0) * 31 + (entry % 6) * 17) % columns),
    rowValues: new Float64Array(rows * 6).fill(1),
    rowLower: new Float64Array(rows).fill(2),
    rowUpper: new Float64Array(rows).fill(Infinity),
  };
}

const linear = solver.open(cover(225, 120));
const whole = solver.open({ ...cover(61, 10), integers: new Uint8Array(61).fill(1) });
for (let round = 0; round < rounds; round++) {
  for (let step = 0; step < 5; step++) {
    linear.setCost((round * 5 + step) % 225, -1);
    linear.run();
  }
  whole.addRow(Int32Array.from({ length: 5 }, (_, entry) => (round * 13 + entry * 11) % 61), new Float64Array(5).fill(1), 1, Infinity);
  whole.run();
}
linear.close();
whole.close();
const { user, system } = cpuUsage();
console.log(Math.round((user + system) / 1000));
