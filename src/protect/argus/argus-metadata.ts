import { inQuotes, numberedLines, refuseLine, wordsOf, type ArgusWord, type NumberedLine } from './argus-lines.ts';

/** What a column of a file of τ-ARGUS holds. */
export type ArgusColumnKind =
  | 'category' | 'numeric' | 'categoryAndNumeric' | 'weight' | 'holding' | 'request' | 'recordKey'
  | 'frequency' | 'largest' | 'shadow' | 'cost' | 'lowerLevel' | 'upperLevel' | 'status' | 'other';

/** How the codes of a column nest: by their first characters, or by a file of codes. */
export type ArgusHierarchy =
  | { readonly by: 'levels'; readonly lengths: readonly number[] }
  | { readonly by: 'file'; readonly file: string; readonly leadString: string };

/** One column of a file. */
export interface ArgusColumn {
  readonly name: string;
  readonly kind: ArgusColumnKind;
  /** First character in lines of fixed fields, from 1 up; `null` otherwise. */
  readonly start: number | null;
  /** Characters; `null` in tables. */
  readonly length: number | null;
  /** Codes that stand for a missing value. */
  readonly missing: readonly string[];
  readonly decimals: number;
  /** Code of the total; `null` where none is named. */
  readonly totalCode: string | null;
  readonly hierarchy: ArgusHierarchy | null;
  /** File of the codes' labels. */
  readonly codeList: string | null;
  /** Distances of categories, for the cost of that name. */
  readonly distances: readonly number[];
  /** Codes by which contributors ask for protection. */
  readonly requestCodes: readonly string[];
  /** Whether codes may be cut off from the right. */
  readonly isTruncable: boolean;
  /** Words about perturbation by keys, by keyword: kept as they are. */
  readonly keyedPerturbation: Readonly<Record<string, string>>;
}

/** What a metadata file (`.rda`) says. */
export interface ArgusMetadata {
  readonly content: 'microdata' | 'table';
  /** Character between fields; `null` where fields stand at fixed places. */
  readonly separator: string | null;
  /** Letters of the statuses in a table. */
  readonly statusLetters: { readonly safe: string; readonly unsafe: string; readonly protected: string };
  readonly columns: readonly ArgusColumn[];
}

const KEYED = ['PFILE', 'PFILE_FREQ', 'PFILE_CONT', 'PFILE_SEP', 'CKM', 'INCLUDEZEROS', 'PARITY', 'SCALING', 'SEPARATION'];
const FILES = ['PFILE', 'PFILE_FREQ', 'PFILE_CONT', 'PFILE_SEP'];

const KINDS: Readonly<Record<string, ArgusColumnKind>> = Object.freeze({
  WEIGHT: 'weight', HOLDING: 'holding', REQUEST: 'request', RECORDKEY: 'recordKey', FREQUENCY: 'frequency', MAXSCORE: 'largest', STATUS: 'status',
});
const NUMERIC_KINDS: Readonly<Record<string, ArgusColumnKind>> = Object.freeze({
  SHADOW: 'shadow', COST: 'cost', COSTVAR: 'cost', LOWERPL: 'lowerLevel', UPPERPL: 'upperLevel',
});

type Draft = { -readonly [Member in keyof ArgusColumn]: ArgusColumn[Member] };

/**
 * Reads a metadata file of τ-ARGUS.
 *
 * @param text - the `.rda` file.
 * @param content - whether it describes microdata or a table: the file does not say.
 * @returns what it says; names of files as they stand, without being opened.
 * @throws {RangeError} naming the line: a keyword that is none, a keyword before any column, a number that is missing, a
 *   column of that name before, a hierarchy without its file.
 * @see τ-ARGUS user's manual 4.1, §5.
 * @example
 * const { columns } = readArgusMetadata('Region 12 2 99\n  <RECODEABLE>\n  <HIERARCHICAL>\n  <HIERLEVELS> 1 1\n', 'microdata');
 * [columns[0]!.start, columns[0]!.missing, columns[0]!.hierarchy]; // => [12, ['99'], { by: 'levels', lengths: [1, 1] }]
 */
export function readArgusMetadata(text: string, content: 'microdata' | 'table'): ArgusMetadata {
  let separator: string | null = content === 'table' ? ';' : null;
  const letters = { safe: 'S', unsafe: 'U', protected: 'P' };
  const columns: { readonly column: Draft; readonly line: number; readonly hierarchy: { file: string | null; leadString: string | null; isWanted: boolean } }[] = [];
  for (const line of numberedLines(text)) {
    const words = wordsOf(line);
    const [first, ...rest] = words;
    if (!first!.isQuoted && first!.text.startsWith('//')) continue;
    if (!isKeyword(first!)) {
      if (columns.some(({ column }) => column.name.toLowerCase() === first!.text.toLowerCase())) refuseLine(line.number, 'another column has this name');
      columns.push({ column: startColumn(words, line, content, separator === null), line: line.number, hierarchy: { file: null, leadString: null, isWanted: false } });
      continue;
    }
    const keyword = keywordOf(first!);
    const [word = ''] = rest.map((other) => other.text);
    if (keyword === 'SEPARATOR') separator = needOne(word, line);
    else if (keyword === 'SAFE') letters.safe = needWord(word, line);
    else if (keyword === 'UNSAFE') letters.unsafe = needWord(word, line);
    else if (keyword === 'PROTECT') letters.protected = needWord(word, line);
    else {
      const last = columns.at(-1);
      if (last === undefined) refuseLine(line.number, 'expected a column before what is said of it');
      if (keyword === 'HIERARCHICAL') last.hierarchy.isWanted = true;
      else if (keyword === 'HIERCODELIST') last.hierarchy.file = fileOf(rest, line);
      else if (keyword === 'HIERLEADSTRING') last.hierarchy.leadString = needWord(word, line);
      else describeColumn(last.column, keyword, rest, line);
    }
  }
  return {
    content, separator, statusLetters: letters,
    columns: columns.map(({ column, line, hierarchy: { file, leadString, isWanted } }) => {
      if (file === null && isWanted && column.hierarchy === null) refuseLine(line, 'expected the levels or the file of the hierarchy');
      return file === null ? column : { ...column, hierarchy: { by: 'file', file, leadString: leadString ?? '@' } };
    }),
  };
}

const isKeyword = ({ text, isQuoted }: ArgusWord): boolean => !isQuoted && text.startsWith('<');
const keywordOf = ({ text }: ArgusWord): string => text.replace(/^<|>$/g, '').toUpperCase();

function needWord(word: string, { number }: NumberedLine): string {
  return word === '' ? refuseLine(number, 'expected a word after the keyword') : word;
}

function needOne(word: string, { number }: NumberedLine): string {
  return word.length === 1 ? word : refuseLine(number, 'expected one character');
}

/** Names of files may hold spaces without standing in quotes. */
function fileOf(words: readonly ArgusWord[], line: NumberedLine): string {
  return needWord(words.map(({ text }) => text).join(' '), line);
}

function wholeNumber({ text }: ArgusWord, { number }: NumberedLine): number {
  return /^\d{1,9}$/.test(text) ? Number(text) : refuseLine(number, 'expected a whole number');
}

function startColumn(words: readonly ArgusWord[], line: NumberedLine, content: ArgusMetadata['content'], isFixed: boolean): Draft {
  const [name, ...rest] = words;
  const places = content === 'table' ? 0 : isFixed ? 2 : 1;
  if (rest.length < places) refuseLine(line.number, isFixed ? 'expected the place and the length of the column' : 'expected the length of the column');
  const numbers = rest.slice(0, places).map((word) => wholeNumber(word, line));
  if (numbers.includes(0)) refuseLine(line.number, 'expected places and lengths from 1 up');
  return {
    name: name!.text, kind: 'other', start: isFixed && places > 0 ? numbers[0]! : null, length: numbers.at(-1) ?? null, missing: rest.slice(places).map(({ text }) => text),
    decimals: 0, totalCode: null, hierarchy: null, codeList: null, distances: [], requestCodes: [], isTruncable: false, keyedPerturbation: {},
  };
}

function describeColumn(column: Draft, keyword: string, words: readonly ArgusWord[], line: NumberedLine): void {
  const texts = words.map(({ text }) => text);
  if (keyword === 'RECODEABLE' || keyword === 'RECODABLE') column.kind = column.kind === 'numeric' ? 'categoryAndNumeric' : 'category';
  else if (keyword === 'NUMERIC') {
    const kind = words.length === 0 ? 'numeric' : NUMERIC_KINDS[keywordOf(words[0]!)];
    column.kind = column.kind === 'category' ? 'categoryAndNumeric' : (kind ?? refuseLine(line.number, 'unknown keyword after <NUMERIC>'));
  } else if (keyword === 'TOTCODE') column.totalCode = needWord(texts[0] ?? '', line);
  else if (keyword === 'CODELIST') column.codeList = fileOf(words, line);
  else if (keyword === 'HIERLEVELS') {
    const lengths = words.map((word) => wholeNumber(word, line));
    if (lengths.length === 0 || (column.length !== null && lengths.reduce((sum, length) => sum + length, 0) !== column.length)) refuseLine(line.number, 'expected lengths of levels that add up to that of the column');
    column.hierarchy = { by: 'levels', lengths };
  } else if (keyword === 'DISTANCE') column.distances = words.map((word) => wholeNumber(word, line));
  else if (keyword === 'DECIMALS') column.decimals = wholeNumber(words[0] ?? { text: '', isQuoted: false }, line);
  else if (keyword === 'TRUNCABLE') column.isTruncable = true;
  else if (KEYED.includes(keyword)) column.keyedPerturbation = { ...column.keyedPerturbation, [keyword]: texts.join(' ') };
  else if (Object.hasOwn(KINDS, keyword)) {
    column.kind = KINDS[keyword]!;
    if (keyword === 'REQUEST') column.requestCodes = texts;
  } else refuseLine(line.number, 'unknown keyword');
}

const KEYWORDS: Readonly<Record<ArgusColumnKind, readonly string[]>> = Object.freeze({
  category: ['<RECODEABLE>'], numeric: ['<NUMERIC>'], categoryAndNumeric: ['<RECODEABLE>', '<NUMERIC>'], weight: ['<WEIGHT>'], holding: ['<HOLDING>'], request: [],
  recordKey: ['<RECORDKEY>'], frequency: ['<FREQUENCY>'], largest: ['<MAXSCORE>'], shadow: ['<NUMERIC> <SHADOW>'], cost: ['<NUMERIC> <COSTVAR>'],
  lowerLevel: ['<NUMERIC> <LOWERPL>'], upperLevel: ['<NUMERIC> <UPPERPL>'], status: ['<STATUS>'], other: [],
});

/**
 * Writes a metadata file of τ-ARGUS.
 *
 * @param metadata - what it is to say.
 * @returns the `.rda` file, every text in quotes: spaces, dots and letters beyond ASCII stay what they are.
 * @throws {RangeError} for text with quotes or line breaks.
 */
export function writeArgusMetadata({ content, separator, statusLetters, columns }: ArgusMetadata): string {
  const head = [
    ...(separator === null ? [] : [`<SEPARATOR> ${inQuotes(separator)}`]),
    ...(content === 'table' ? [`<SAFE> ${inQuotes(statusLetters.safe)}`, `<UNSAFE> ${inQuotes(statusLetters.unsafe)}`, `<PROTECT> ${inQuotes(statusLetters.protected)}`] : []),
  ];
  return [...head, ...columns.flatMap(columnLines)].join('\n').concat('\n');
}

/** Whether text without quotes comes back as it is: one space between words, none around them. */
const areWordsApart = (text: string): boolean => text.trim().split(/\s+/).join(' ') === text;

function columnLines(column: ArgusColumn): string[] {
  const { name, kind, start, length, missing, decimals, totalCode, hierarchy, codeList, distances, requestCodes, isTruncable, keyedPerturbation } = column;
  const places = [start, length].filter((place) => place !== null).map(String);
  const said = [
    ...KEYWORDS[kind],
    ...(kind === 'request' ? [['<REQUEST>', ...requestCodes.map(inQuotes)].join(' ')] : []),
    ...(totalCode === null ? [] : [`<TOTCODE> ${inQuotes(totalCode)}`]),
    ...(distances.length === 0 ? [] : [`<DISTANCE> ${distances.join(' ')}`]),
    ...(codeList === null ? [] : [`<CODELIST> ${inQuotes(codeList)}`]),
    ...(hierarchy === null ? [] : ['<HIERARCHICAL>']),
    ...(hierarchy?.by === 'levels' ? [`<HIERLEVELS> ${hierarchy.lengths.join(' ')}`] : []),
    ...(hierarchy?.by === 'file' ? [`<HIERCODELIST> ${inQuotes(hierarchy.file)}`, `<HIERLEADSTRING> ${inQuotes(hierarchy.leadString)}`] : []),
    ...(decimals === 0 ? [] : [`<DECIMALS> ${decimals}`]),
    ...(isTruncable ? ['<TRUNCABLE>'] : []),
    ...Object.entries(keyedPerturbation).map(([keyword, words]) => `<${keyword}> ${FILES.includes(keyword) || !areWordsApart(words) ? inQuotes(words) : words}`),
  ];
  return [[name === '' || /[\s"<]/.test(name) || name.startsWith('//') ? inQuotes(name) : name, ...places, ...missing.map(inQuotes)].join(' '), ...said.map((line) => `    ${line}`)];
}
