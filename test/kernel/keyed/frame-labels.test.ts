import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { frameLabels } from '../../../src/keyed/index.ts';
import { hex } from './message-column.ts';

describe('framed labels', () => {
  test('are a u32le length and UTF-8 bytes each', () => {
    expect(hex(frameLabels(['ab', '', 'é']))).toBe('02000000616200000000' + '02000000c3a9');
    expect(frameLabels([])).toHaveLength(0);
  });

  test('read back to the same labels, so that different lists never give the same bytes', () => {
    fc.assert(fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 12 }), { maxLength: 5 }), (labels) => {
      const framed = Buffer.from(frameLabels(labels));
      const read: string[] = [];
      for (let at = 0; at < framed.length; ) {
        const length = framed.readUInt32LE(at);
        read.push(framed.toString('utf8', at + 4, at + 4 + length));
        at += 4 + length;
      }
      expect(read).toEqual(labels);
    }), { numRuns: 300, seed: 1 });
  });

  test('hold no lone surrogates, which UTF-8 would all turn into the same character', () => {
    expect(() => frameLabels(['a', 'b\ud800'])).toThrow('labels[1]: expected well-formed text');
    expect(() => frameLabels(['\udc00c'])).toThrow(TypeError);
    expect(frameLabels(['\u{1f600}'])).toHaveLength(8);
  });

  test('are names, not texts', () => {
    expect(frameLabels(['x'.repeat(65_535)])).toHaveLength(65_539);
    expect(() => frameLabels(['x'.repeat(65_536)])).toThrow('labels[0]: expected at most 65535 bytes, got 65536');
  });
});
