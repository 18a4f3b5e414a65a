import type { Field, Schema } from 'apache-arrow';
import { z } from 'zod';
import { makeSchema } from '../../core/arrow.ts';
import type { Dataset } from '../../core/dataset.ts';
import { refusePlan } from '../../core/errors.ts';
import { declareField } from '../../core/field.ts';
import { inputPort } from '../../core/input-port.ts';
import type { Findings, PortsOperator } from '../../core/operator.ts';
import { checkOptions, type OptionsSchema } from '../../core/options.ts';
import { joinLinks, takeLinks, type Links } from '../kernel/decide/links.ts';
import { chooseOneToOne, type OneToOneLinks } from '../kernel/decide/one-to-one.ts';
import type { DecidableRecords } from './cluster-links.ts';
import { computedPorts, type ComputedTables } from './computed-ports.ts';
import { nameRecords, numberRecords, type NamedRecords } from './named-records.ts';
import { floatColumn } from './number-columns.ts';
import { checkPairs, linksTable, pairFields, PAIR_BITS, readLinks } from './pair-columns.ts';

/** How links are chosen one to one. */
export interface OneToOneOptions {
  /** Least weight of a link, in bits; links below 0 bits are never chosen. */
  readonly minMatchWeightBits: number;
  /** Links of a connected group up to which the choice is exact; beyond it a greedy chooses. 100,000 unless said otherwise. */
  readonly maxComponentLinks?: number;
}

/** Checks {@link OneToOneOptions}. */
export const oneToOneOptions: OptionsSchema<OneToOneOptions> = z.strictObject({
  minMatchWeightBits: z.number(),
  maxComponentLinks: z.int().min(1).max(10_000_000).exactOptional(),
});

const MAX_COMPONENT_LINKS = 100_000;
const BITS_FIELD: Field = declareField(PAIR_BITS, { type: 'float64', role: 'attribute', nullable: false });

/** Links of which no record has two, as a table too. */
export interface ChosenLinks extends OneToOneLinks {
  /** The links by left record: `leftSource`, `leftRowKey`, `rightSource`, `rightRowKey`, `matchWeightBits`. */
  readonly table: Dataset;
  readonly findings: Findings;
}

/**
 * Chooses the links between two sources that have the largest sum of bits while no record has two: the most probable
 * linkage of two files that hold each person once.
 *
 * @param records - records of two sources.
 * @param links - links in any order, in chunks.
 * @param options - see {@link OneToOneOptions}.
 * @returns the links.
 * @throws {PlanError} if the options are wrong, or there are not two sources.
 * @remarks See {@link chooseOneToOne}. Memory: 80 bytes for each link at or above the cut.
 */
export async function chooseLinks(records: DecidableRecords, links: Iterable<Links> | AsyncIterable<Links>, options: OneToOneOptions): Promise<ChosenLinks> {
  const checked = checkOptions(oneToOneOptions, options);
  const named = nameRecords(records);
  if (named.sources.length !== 2) refuseSources(named.sources.length);
  const held: Links[] = [];
  for await (const chunk of links) held.push(takeLinks(chunk, checked.minMatchWeightBits));
  return choose(named, records.rowKeyField, joinLinks(held), checked);
}

function choose(named: NamedRecords, rowKey: Field, links: Links, { minMatchWeightBits, maxComponentLinks = MAX_COMPONENT_LINKS }: OneToOneOptions): ChosenLinks {
  const second = named.sourceOf.indexOf(1);
  const chosen = chooseOneToOne(links, minMatchWeightBits, named.records, second < 0 ? named.records : second, maxComponentLinks);
  const { links: { left, bits }, ...counts } = chosen;
  return { ...chosen, table: linksTable(named, rowKey, chosen.links, [{ field: BITS_FIELD, column: floatColumn(bits) }]), findings: { links: left.length, ...counts } };
}

function refuseSources(count: number): never {
  refusePlan('PLAN_OUT_OF_RANGE', 'pairs', `one-to-one links are between two sources, got ${count}; with more, cluster by bestLinks`);
}

/**
 * Chooses one-to-one links from weighted pairs: {@link chooseLinks} on tables.
 *
 * Port in: `pairs` (`leftSource`, `leftRowKey`, `rightSource`, `rightRowKey`, `matchWeightBits`). Port out: `links`, the same
 * columns of the pairs that were chosen.
 *
 * Passes: 1, at the first opening. Memory: `value pairs`, 80 bytes for each link at or above the cut, and the row keys. Order:
 * by left source and row key, whatever the order of the pairs.
 *
 * @param options - see {@link OneToOneOptions}.
 * @returns the operator.
 * @throws {PlanError} if the options are wrong, when it is put on tables without such columns, or when the pairs name more
 *   than two sources.
 * @example
 * linkOneToOne({ minMatchWeightBits: 3 });
 */
export function linkOneToOne(options: OneToOneOptions): PortsOperator {
  const checked = checkOptions(oneToOneOptions, options);
  return {
    kind: 'ports',
    name: 'linkOneToOne',
    memory: { grows: 'value pairs', formula: '80 bytes per link at or above the cut, 50 bytes per record and the row keys' },
    outputSchemas: (inputs) => ({ links: linksSchema(inputPort(inputs, 'pairs')) }),
    connect(inputs, { onFindings }) {
      const pairs = inputPort(inputs, 'pairs');
      const schema = linksSchema(pairs.schema);
      return computedPorts({ links: schema }, (signal) => chooseFromTable(pairs, checked, signal), onFindings);
    },
  };
}

function linksSchema(pairs: Schema): Schema {
  checkPairs(pairs, 'pairs');
  return makeSchema([...pairFields(pairs.fields.find(({ name }) => name === 'leftRowKey')!), BITS_FIELD]);
}

async function chooseFromTable(pairs: Dataset, checked: OneToOneOptions, signal?: AbortSignal): Promise<ComputedTables<'links'>> {
  const numbers = numberRecords();
  const held: Links[] = [];
  for await (const chunk of readLinks(pairs, 'pairs', numbers, signal)) held.push(takeLinks(chunk, checked.minMatchWeightBits));
  const { records, ordinalOf } = numbers.finish();
  if (records.sources.length > 2) refuseSources(records.sources.length);
  const links = joinLinks(held);
  const inOrder = (side: Uint32Array): Uint32Array => side.map((record) => ordinalOf[record]!);
  const rowKey = pairs.schema.fields.find(({ name }) => name === 'leftRowKey')!;
  const { table, findings } = choose(records, rowKey, { left: inOrder(links.left), right: inOrder(links.right), bits: links.bits }, checked);
  return { tables: { links: table }, findings };
}
