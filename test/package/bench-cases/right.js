// A case that answers rightly: a sum by a loop and the same sum by reduce.
export const benchmark = {
  title: 'Sum of integers',
  rows: 200_000,
  smokeRows: 1000,
  prepare: ({ rows }) => ({ values: Float64Array.from({ length: rows }, (_value, row) => row) }),
  subject: {
    name: 'a loop',
    run({ values }) {
      let sum = 0;
      for (let row = 0; row < values.length; row += 1) sum += values[row];
      return sum;
    },
  },
  yardsticks: [
    { name: 'reduce', run: ({ values }) => values.reduce((sum, value) => sum + value, 0) },
    { name: 'memcpy', answers: false, run: ({ values }) => values.slice().length },
  ],
  check(subject, yardstick, { values }) {
    const expected = (values.length * (values.length - 1)) / 2;
    if (subject !== expected || yardstick !== expected) throw new Error(`expected ${expected}, got ${subject} and ${yardstick}`);
  },
  bytes: ({ values }) => values.byteLength,
  growth: [1000, 1_000_000],
  rounds: 3,
  claims: [
    { text: 'at most a thousand times memcpy', value: ({ ratios }) => ratios[1].ratio, atMost: 1000 },
    { text: 'faster than light', value: ({ medianMs }) => medianMs, atMost: 0 },
  ],
};
