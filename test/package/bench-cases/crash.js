// A case whose process dies without a word.
export const benchmark = {
  title: 'A crash',
  rows: 10,
  smokeRows: 10,
  prepare: () => process.exit(7),
  subject: { name: 'ours', run: () => 1 },
  yardsticks: [],
  check() {},
};
