// A case whose answer is wrong: it must not be timed, and the run must fail.
export const benchmark = {
  title: 'A wrong sum',
  rows: 10,
  smokeRows: 10,
  prepare: () => ({}),
  subject: { name: 'ours', run: () => 1 },
  yardsticks: [{ name: 'theirs', run: () => 2 }],
  check(subject, yardstick) {
    if (subject !== yardstick) throw new Error('the sums differ');
  },
};
