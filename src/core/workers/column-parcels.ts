import { plainText, type Column, type ListColumn, type TextColumn } from '../column.ts';
import { sharedSpace, type SharedSpace } from './shared-space.ts';

/** A column of a batch on its way to a thread; its arrays lie in shared memory. */
export type Parcel =
  | { readonly kind: 'plain'; readonly column: Column }
  /** Codes, and what they stand for; `null` where that is what it was in the batch before. */
  | { readonly kind: 'coded'; readonly codes: Column; readonly dictionary: TextColumn | null }
  /** `Int32Array(rows + 1)` of offsets with the validity of the lists, and what the lists hold. */
  | { readonly kind: 'list'; readonly offsets: Column; readonly elements: Column };

/** Packs the same columns, batch after batch. */
export interface ParcelPacker {
  /**
   * Copies columns into shared memory.
   *
   * @param space - where to; what was there is overwritten. Dictionaries lie elsewhere, and stay.
   * @param columns - columns of a batch.
   * @returns one parcel each.
   */
  pack(space: SharedSpace, columns: readonly (Column | ListColumn)[]): Parcel[];
}

/** Opens what a {@link ParcelPacker} packed, in the same order. */
export interface ParcelOpener {
  open(parcels: readonly Parcel[]): (Column | ListColumn)[];
}

/**
 * Starts to pack columns: a dictionary that stays the same from batch to batch is copied once.
 *
 * @returns a packer that has packed nothing.
 * @remarks O(bytes of the rows, and of new dictionaries).
 */
export function parcelPacker(): ParcelPacker {
  const known: (TextColumn | undefined)[] = [];
  return {
    pack(space, columns) {
      const pieces = columns.map(piecesOf);
      const shared = space.share(pieces.flat());
      return columns.map((column, index) => {
        const [first, second] = shared.splice(0, pieces[index]!.length);
        if (column.kind === 'list') return { kind: 'list', offsets: first!, elements: second! };
        if (column.kind !== 'coded') return { kind: 'plain', column: first! };
        const isKnown = known[index] === column.dictionary;
        known[index] = column.dictionary;
        return { kind: 'coded', codes: first!, dictionary: isKnown ? null : sharedSpace().share([column.dictionary])[0] as TextColumn };
      });
    },
  };
}

/** What a column has beside its dictionary. */
function piecesOf(column: Column | ListColumn): Column[] {
  const { rows, valid } = column;
  if (column.kind === 'coded') return [{ kind: 'int32', rows, valid, values: column.codes.subarray(0, rows) }];
  if (column.kind !== 'list') return [column];
  const elements = column.elements.kind === 'coded' ? plainText(column.elements) : column.elements;
  return [{ kind: 'int32', rows, valid, values: column.offsets.subarray(0, rows + 1) }, elements];
}

/**
 * Starts to open parcels.
 *
 * @returns an opener that has opened nothing: a dictionary is one and the same column as long as it stays.
 */
export function parcelOpener(): ParcelOpener {
  const known: TextColumn[] = [];
  return {
    open: (parcels) => parcels.map((parcel, index) => {
      if (parcel.kind === 'plain') return parcel.column;
      const { rows, valid, values } = (parcel.kind === 'list' ? parcel.offsets : parcel.codes) as Extract<Column, { readonly kind: 'int32' }>;
      if (parcel.kind === 'list') return { kind: 'list', rows, valid, offsets: values, elements: parcel.elements };
      if (parcel.dictionary !== null) known[index] = parcel.dictionary;
      return { kind: 'coded', rows, valid, codes: values, dictionary: known[index]! };
    }),
  };
}

/**
 * Tells how much shared memory the rows of a parcel take.
 *
 * @param parcel - a parcel.
 * @returns bytes; a dictionary does not count.
 */
export function bytesOfParcel(parcel: Parcel): number {
  const columns = parcel.kind === 'plain' ? [parcel.column] : parcel.kind === 'coded' ? [parcel.codes] : [parcel.offsets, parcel.elements];
  return columns.flatMap((column) => Object.values(column) as unknown[]).reduce<number>((sum, part) => sum + (ArrayBuffer.isView(part) ? part.byteLength : 0), 0);
}
