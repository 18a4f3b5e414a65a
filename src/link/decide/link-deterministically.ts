import { z } from 'zod';
import type { Dataset } from '../../core/dataset.ts';
import { refusePlan } from '../../core/errors.ts';
import { declareField } from '../../core/field.ts';
import type { Findings } from '../../core/operator.ts';
import { checkOptions, unknownName, type OptionsSchema } from '../../core/options.ts';
import { blockRecords, type BlockOptions } from '../block/block-records.ts';
import type { ComparableRecords } from '../compile/comparable-records.ts';
import { joinLinks, type Links } from '../kernel/decide/links.ts';
import { orderByWords } from '../kernel/decide/order-by-words.ts';
import { orderedPasses, type PassCounts } from '../kernel/decide/passes.ts';
import { blockingRule, type BlockingRule } from '../model/blocking-rule.ts';
import type { LinkType } from '../model/model.ts';
import type { DecidableRecords } from './cluster-links.ts';
import { nameRecords } from './named-records.ts';
import { integerColumn } from './number-columns.ts';
import { linksTable } from './pair-columns.ts';

/** Deterministic linkage in ordered passes. */
export interface DeterministicOptions {
  /** Rules in order: records that agree as the rule says are candidates of that pass. */
  readonly passes: readonly BlockingRule[];
  readonly linkType: LinkType;
  /**
   * Sources known to hold each person once, none if no source is. Into such a source a pass gives a record at most one link,
   * and a record with two candidates there is ambiguous: it is counted and not linked in that pass.
   */
  readonly duplicateFree: readonly string[];
  /**
   * `unlinked`: a record that has a link into a source that holds each person once gets no other one there; `all`: later passes
   * look at every record again. Without such sources both are the same.
   */
  readonly takes: 'unlinked' | 'all';
}

/** Members of {@link DeterministicOptions} beside the link type, for who knows that from elsewhere. */
export const passesShape: Readonly<{ passes: z.ZodType<readonly BlockingRule[]>; duplicateFree: z.ZodType<readonly string[]>; takes: z.ZodType<DeterministicOptions['takes']> }> = Object.freeze({
  passes: z.array(blockingRule).min(1).max(100).readonly(),
  duplicateFree: z.array(z.string().min(1)).readonly(),
  takes: z.enum(['unlinked', 'all']),
});

/** Checks {@link DeterministicOptions}. */
export const deterministicOptions: OptionsSchema<DeterministicOptions> = z.strictObject({ ...passesShape, linkType: z.enum(['dedupe', 'link', 'linkAndDedupe']) });

/** Links made by rules. */
export interface DeterministicLinks {
  /** By left and right record, each pair once; every weight is +∞, so that they stand at any cut. */
  readonly links: Links;
  /** Uint8Array(links): the first pass that made each link, from 0. */
  readonly pass: Uint8Array;
  /** Uint8Array(records): 1 for a record that has a link. */
  readonly isLinked: Uint8Array;
  /** `leftSource`, `leftRowKey`, `rightSource`, `rightRowKey`, `pass`. */
  readonly table: Dataset;
  readonly findings: Findings;
}

/** Pairs looked at together. */
const CHUNK_PAIRS = 8192;

/**
 * Links records by rules, in ordered passes, from the strictest rule to the loosest: the practice of SNDS and PMSI.
 *
 * Alone, its links are the linkage. Before a probabilistic model, either put them with the model's links (they are certain),
 * or take the records that have one out of those ({@link withoutLinked}).
 *
 * @param records - records made ready with the expressions of all passes.
 * @param options - see {@link DeterministicOptions}.
 * @param blockOptions - measures that conditions name, and a limit of pairs for each pass.
 * @param signal - aborts between passes.
 * @returns the links; they depend on the rules and the records only.
 * @throws {PlanError} if the options are wrong or name an unknown source.
 * @throws {DataError} `DATA_PAIR_LIMIT` if a pass has more pairs than allowed.
 * @remarks Each pass goes through its pairs twice. Memory: 1 byte per record and source, and 9 bytes a link.
 */
export function linkDeterministically(records: DecidableRecords & ComparableRecords, options: DeterministicOptions, blockOptions: BlockOptions = {}, signal?: AbortSignal): DeterministicLinks {
  const { passes, linkType, duplicateFree, takes } = checkOptions(deterministicOptions, options);
  const named = nameRecords(records);
  duplicateFree.forEach((source, index) => {
    if (!named.sources.includes(source)) refusePlan('PLAN_UNKNOWN_INPUT', `duplicateFree[${index}]`, unknownName('source', source, named.sources));
  });
  const state = orderedPasses(named.sourceOf, named.sources.map((source) => duplicateFree.includes(source)), takes);
  const chunks: Links[] = [];
  const passOfChunk: number[] = [];
  const isLinkedPair = new Uint8Array(CHUNK_PAIRS);
  const counts = passes.map((rule, pass): PassCounts => {
    signal?.throwIfAborted();
    const candidates = blockRecords(records, [rule], linkType, blockOptions);
    candidates.visit(null, CHUNK_PAIRS, (lefts, rights, _, pairs) => {
      state.look(lefts, rights, pairs);
      return true;
    });
    candidates.visit(null, CHUNK_PAIRS, (lefts, rights, _, pairs) => {
      state.link(lefts, rights, pairs, isLinkedPair);
      const isTaken = (_record: number, pair: number): boolean => pair < pairs && isLinkedPair[pair] === 1;
      const left = lefts.filter(isTaken);
      chunks.push({ left, right: rights.filter(isTaken), bits: new Float64Array(left.length).fill(Infinity) });
      passOfChunk.push(pass);
      return true;
    });
    return state.end();
  });
  const { links, pass } = firstOfPairs(joinLinks(chunks), passOfRows(chunks, passOfChunk));
  const isLinked = new Uint8Array(named.records);
  for (const side of [links.left, links.right]) for (const record of side) isLinked[record] = 1;
  return {
    links, pass, isLinked,
    table: linksTable(named, records.rowKeyField, links, [{ field: declareField('pass', { type: 'int32', role: 'technical', nullable: false }), column: integerColumn(Int32Array.from(pass)) }]),
    findings: {
      links: pass.length, linkedRecords: isLinked.reduce((sum, one) => sum + one, 0),
      passes: counts.map((found, index) => ({ pass: index, ...labelOf(passes[index]!), ...found })),
    },
  };
}

function labelOf({ label }: BlockingRule): { readonly label?: string } {
  return label === undefined ? {} : { label };
}

function passOfRows(chunks: readonly Links[], passOfChunk: readonly number[]): Uint8Array {
  const pass = new Uint8Array(chunks.reduce((sum, { left }) => sum + left.length, 0));
  let at = 0;
  chunks.forEach(({ left }, chunk) => {
    pass.fill(passOfChunk[chunk]!, at, at + left.length);
    at += left.length;
  });
  return pass;
}

/** Orders links by left and right record, and keeps of each pair the one of the first pass. */
function firstOfPairs({ left, right, bits }: Links, pass: Uint8Array): { readonly links: Links; readonly pass: Uint8Array } {
  // The sort is stable, and passes came in order.
  const order = orderByWords([right, left]);
  const firsts = order.filter((link, at) => at === 0 || left[link] !== left[order[at - 1]!] || right[link] !== right[order[at - 1]!]);
  const take = (side: Uint32Array): Uint32Array => firsts.map((link) => side[link]!);
  return { links: { left: take(left), right: take(right), bits: bits.slice(0, firsts.length) }, pass: Uint8Array.from(firsts, (link) => pass[link]!) };
}

/**
 * Leaves out the links of records that are taken out, such as those linked by rules before.
 *
 * @param links - any links.
 * @param isTakenOut - Uint8Array(records): 1 for a record that is taken out.
 * @returns the other links, in their order.
 * @example
 * withoutLinked({ left: Uint32Array.of(0, 1), right: Uint32Array.of(2, 3), bits: Float64Array.of(5, 6) }, Uint8Array.of(1, 0, 0, 0)).bits; // => [6]
 */
export function withoutLinked({ left, right, bits }: Links, isTakenOut: Uint8Array): Links {
  const stays = (_: number, link: number): boolean => isTakenOut[left[link]!] === 0 && isTakenOut[right[link]!] === 0;
  return { left: left.filter(stays), right: right.filter(stays), bits: bits.filter(stays) };
}
