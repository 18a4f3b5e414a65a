import type { Dictionary } from '../records.ts';
import { bucketsWithin, UNKNOWN_BUCKET } from './breakpoints.ts';
import type { ComparedTable } from './compared-table.ts';
import { literalTest } from './literal-test.ts';
import type { MeasureTest, Probe } from './probe.ts';
import type { BoundProgram, TestProgram } from './program.ts';
import { allOf, anyOf, FALSE, notOf, TRUE, UNKNOWN, type PairQuestion, type Truth } from './truth.ts';

/**
 * Makes the question that a level asks of a pair.
 *
 * @param test - what is asked.
 * @param table - what both sides hold.
 * @param probeOf - finds the probe of a test that measures.
 * @returns the question; not re-entrant.
 */
export function questionOf(test: TestProgram, table: ComparedTable, probeOf: (test: MeasureTest) => Probe): PairQuestion {
  const leftCodes = (column: number): Uint32Array => table.lefts[column] ?? codesOf(table.dictionaries[column]!);
  const rightCodes = (column: number): Uint32Array => table.rights[column] ?? codesOf(table.dictionaries[column]!);
  switch (test.kind) {
    case 'otherwise':
      return () => TRUE;
    case 'null':
      return nullQuestion(test.side, leftCodes(test.column), rightCodes(test.column));
    case 'equal':
      return equalQuestion(leftCodes(test.left), rightCodes(test.right));
    case 'literal': {
      const isWanted = literalTest(table.dictionaries[test.column]!, test.value, table.unit, table.isFixed);
      return literalQuestion(test.side, isWanted, leftCodes(test.column), rightCodes(test.column));
    }
    case 'measure':
    case 'registered': {
      const probe = probeOf(test);
      return measureQuestion(probe, test.bound, leftCodes(probe.left), rightCodes(probe.right));
    }
    case 'all':
      return allOf(test.of.map((part) => questionOf(part, table, probeOf)));
    case 'any':
      return anyOf(test.of.map((part) => questionOf(part, table, probeOf)));
    case 'not':
      return notOf(questionOf(test.of, table, probeOf));
  }
}

/** The codes of a dictionary by themselves. Few questions of values are asked: most levels are rungs. */
function codesOf({ size }: Dictionary): Uint32Array {
  return new Uint32Array(size + 1).map((_, code) => code);
}

/** The only question that a null answers. */
function nullQuestion(side: 'either' | 'both' | 'left' | 'right', lefts: Uint32Array, rights: Uint32Array): PairQuestion {
  switch (side) {
    case 'either':
      return (left, right) => (lefts[left] === 0 || rights[right] === 0 ? TRUE : FALSE);
    case 'both':
      return (left, right) => (lefts[left] === 0 && rights[right] === 0 ? TRUE : FALSE);
    case 'left':
      return (left) => (lefts[left] === 0 ? TRUE : FALSE);
    case 'right':
      return (_, right) => (rights[right] === 0 ? TRUE : FALSE);
  }
}

function equalQuestion(lefts: Uint32Array, rights: Uint32Array): PairQuestion {
  return (left, right) => {
    const code = lefts[left]!;
    const other = rights[right]!;
    if (code === 0 || other === 0) return UNKNOWN;
    return code === other ? TRUE : FALSE;
  };
}

function literalQuestion(side: 'left' | 'right' | 'both', isWanted: (code: number) => boolean, lefts: Uint32Array, rights: Uint32Array): PairQuestion {
  const truthOf = (code: number): Truth => (code === 0 ? UNKNOWN : isWanted(code) ? TRUE : FALSE);
  const onLeft = (left: number): Truth => truthOf(lefts[left]!);
  const onRight = (_: number, right: number): Truth => truthOf(rights[right]!);
  if (side === 'both') return allOf([onLeft, onRight]);
  return side === 'left' ? onLeft : onRight;
}

function measureQuestion(probe: Probe, bound: BoundProgram, lefts: Uint32Array, rights: Uint32Array): PairQuestion {
  const truths = new Uint8Array(UNKNOWN_BUCKET + 1).fill(UNKNOWN);
  bucketsWithin(bound, probe.points).forEach((holds, bucket) => {
    truths[bucket] = holds ? TRUE : FALSE;
  });
  return (left, right) => truths[probe.bucketOf(lefts[left]!, rights[right]!)] as Truth;
}
