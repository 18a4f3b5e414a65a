import { afterAll, expect, test } from 'vitest';
import { withExitGuard } from '../../../src/linear/exit-guard.ts';
import { bundle, start } from '../../child.ts';

const script = await bundle('kernel/linear/exit-child.ts');
afterAll(() => script.remove());

test('a process that solved programs ends by itself, however long it solved', async () => {
  // Unguarded, a third of such runs hung: those that ended while other threads optimised what they had called.
  for (const rounds of [1, 12, 14, 26]) {
    const { child, ended } = start(script, rounds);
    const late = setTimeout(() => child.kill(), 50_000);
    const { code, err } = await ended;
    clearTimeout(late);
    expect({ rounds, code, err }).toEqual({ rounds, code: 0, err: '' });
  }
}, 240_000);

test('the guard gives what its action gives, throws what it throws, and waits for promises', async () => {
  expect(withExitGuard(() => 7)).toBe(7);
  expect(() => withExitGuard(() => { throw new RangeError('own'); })).toThrow('own');
  expect(await withExitGuard(() => Promise.resolve('late'))).toBe('late');
  await expect(withExitGuard(() => Promise.reject(new Error('too late')))).rejects.toThrow('too late');
});
