import type { StoredColumn } from '../../core/dataset.ts';
import { DataError, type DataErrorDetail } from '../../core/errors.ts';
import { parcelOpener, type Parcel, type ParcelOpener } from '../../core/workers/column-parcels.ts';
import type { Task } from '../../core/workers/parallel.ts';
import type { RecordColumn } from '../kernel/records.ts';
import type { BaseType } from './base-type.ts';
import { columnMaker, type ColumnMaker, type ColumnsPlan } from './column-maker.ts';

/** A source that comes next. */
export interface EnteredSource {
  readonly source: string;
  readonly types: readonly BaseType[];
}

/** What a maker of columns is asked for; all that one maker is asked goes to one thread. */
export type ColumnsStep =
  | { readonly kind: 'add'; readonly entered: readonly EnteredSource[]; readonly parcels: readonly Parcel[] | null; readonly pages: readonly StoredColumn[] | null }
  | { readonly kind: 'workOut'; readonly records: number; readonly order: Int32Array | null }
  | { readonly kind: 'layOut' };

/** A step of one maker. */
export interface ColumnsWork {
  /** Which of the plans. */
  readonly plan: number;
  readonly step: ColumnsStep;
}

/** What a step gave. */
export interface ColumnsAnswer {
  /** Memory held, or needed to lay out what was worked out. */
  readonly bytes: number;
  /** What was laid out. */
  readonly columns: readonly RecordColumn[];
  /** Where a number is that doubles cannot hold exactly. */
  readonly inexact: DataErrorDetail | null;
  /** Whether pages contradicted themselves. */
  readonly isUnread: boolean;
}

/** Makes columns of records on threads. Nothing here is secret. */
export const columnsTask: Task<readonly ColumnsPlan[], ColumnsWork, ColumnsAnswer> = Object.freeze({
  name: 'link/columns',
  start(plans: readonly ColumnsPlan[]) {
    const makers = new Map<number, { readonly maker: ColumnMaker; readonly opener: ParcelOpener }>();
    return {
      run({ plan, step }: ColumnsWork) {
        const own = makers.get(plan) ?? { maker: columnMaker(plans[plan]!), opener: parcelOpener() };
        makers.set(plan, own);
        try {
          return { ...NOTHING, ...take(own.maker, own.opener, step) };
        } catch (error) {
          if (error instanceof DataError && error.code === 'DATA_VALUE_RANGE') return { ...NOTHING, inexact: error.detail };
          throw error;
        }
      },
      wipe() {
        makers.clear();
      },
    };
  },
});

const NOTHING: ColumnsAnswer = Object.freeze({ bytes: 0, columns: [], inexact: null, isUnread: false });

function take(maker: ColumnMaker, opener: ParcelOpener, step: ColumnsStep): Partial<ColumnsAnswer> {
  switch (step.kind) {
    case 'add':
      for (const { source, types } of step.entered) maker.enter(source, types);
      if (step.pages !== null) {
        const bytes = maker.addPages(step.pages);
        return bytes === null ? { isUnread: true } : { bytes };
      }
      return step.parcels === null ? {} : { bytes: maker.add(opener.open(step.parcels)) };
    case 'workOut':
      return { bytes: maker.workOut(step.records, step.order) };
    case 'layOut':
      return { columns: maker.layOut() };
  }
}
