import { parseColumnType } from '../core/column-type.ts';
import type { ColumnDeclaration } from '../core/field.ts';
import { refusePlan } from '../core/errors.ts';
import { unknownName } from '../core/options.ts';
import { columnParser, type CellType } from './kernel/column-parser.ts';
import { parseDateFormat, type DateFormat } from './kernel/date-format.ts';
import { nullMarkers } from './kernel/null-markers.ts';
import type { TextEncodingName } from './kernel/parse-text.ts';
import type { CellParser } from './kernel/parser.ts';
import { utf8Table } from './kernel/single-byte.ts';
import type { TextReadOptions } from './text-options.ts';

const DEFAULT_DATE_FORMAT = 'yyyy-MM-dd';

/**
 * Prepares the parsers of all declared columns.
 *
 * @param options - declarations and spelling.
 * @param quotedNulls - whether a text between quotes can be a missing value.
 * @param batchRows - rows of a batch at most.
 * @returns a function that makes fresh parsers, one per column in the order of the declarations.
 * @throws {PlanError} when a date format names an unknown column or says a time for a date.
 */
export function columnParsers(options: TextReadOptions, quotedNulls: boolean, batchRows: number): () => CellParser[] {
  const encoding = options.encoding ?? 'utf-8';
  const markers = nullMarkers((options.nullValues ?? ['']).map((text) => encodeText(text, encoding)), quotedNulls);
  const decimalMark = (options.decimalMark ?? '.').charCodeAt(0);
  const formats = dateFormats(options);
  const columns = Object.entries(options.columns).map(([name, declaration]) => ({
    type: cellType(declaration, encoding, decimalMark, formats(name)),
    options: { nullable: declaration.nullable ?? true, maxRows: batchRows },
  }));
  return () => columns.map((column) => columnParser(column.type, column.options, markers));
}

function dateFormats(options: TextReadOptions): (name: string) => DateFormat {
  const { columns, dateFormat } = options;
  const texts = typeof dateFormat === 'object' ? dateFormat : {};
  for (const name of Object.keys(texts)) {
    if (!Object.hasOwn(columns, name)) refusePlan('PLAN_UNKNOWN_COLUMN', `dateFormat.${name}`, unknownName('column', name, Object.keys(columns)));
  }
  const common = typeof dateFormat === 'string' ? dateFormat : DEFAULT_DATE_FORMAT;
  return (name) => {
    const own = Object.hasOwn(texts, name);
    const format = parseDateFormat(own ? texts[name]! : common)!;
    if (format.hasTime && columns[name]!.type === 'date') {
      refusePlan('PLAN_OUT_OF_RANGE', own ? `dateFormat.${name}` : 'dateFormat', 'expected a format without time, for a column of dates');
    }
    return format;
  };
}

function cellType(declaration: ColumnDeclaration, encoding: TextEncodingName, decimalMark: number, format: DateFormat): CellType {
  const parts = parseColumnType(declaration.type)!;
  switch (parts.name) {
    case 'utf8':
      return { name: 'utf8', encoding };
    case 'float64':
      return { name: 'float64', decimalMark };
    case 'decimal':
      return { name: 'decimal', decimalMark, precision: parts.precision!, scale: parts.scale! };
    case 'date':
    case 'timestamp':
      return { name: parts.name, format };
    case 'binary':
      return { name: 'binary', width: parts.width!, form: declaration.role === 'pseudonym' && parts.width === 16 ? 'base32' : 'hex' };
    default:
      return { name: parts.name };
  }
}

/** Writes a text in an encoding; a character that the encoding lacks gives a text that stands in no file. */
function encodeText(text: string, encoding: TextEncodingName): Uint8Array {
  const utf8 = new TextEncoder().encode(text);
  if (encoding === 'utf-8') return utf8;
  const table = utf8Table(encoding);
  const bytes: number[] = [];
  for (let at = 0; at < utf8.length;) {
    const count = utf8[at]! < 0x80 ? 1 : utf8[at]! < 0xe0 ? 2 : utf8[at]! < 0xf0 ? 3 : 4;
    let packed = count << 24;
    for (let index = 0; index < Math.min(3, count); index++) packed |= utf8[at + index]! << (8 * index);
    bytes.push(Math.max(0, table.indexOf(packed >>> 0)));
    at += count;
  }
  return Uint8Array.from(bytes);
}
