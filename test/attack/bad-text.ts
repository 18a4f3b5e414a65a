// Makes text files that are surely wrong, each with marked values in every field. Written apart from the readers: it
// builds bytes, and knows nothing of how they are read.
import { gzipSync } from 'node:zlib';

/** Marks that stand in the fields of every file and may stand in nothing that a reader says. */
export const CANARIES: readonly string[] = ['Kanarienvogel', '74185296', '1974-11-05', '05/11/1974', '741,85', '741.85'];

/** One wrong file. */
export interface BadText {
  readonly bytes: Uint8Array;
  /** Rows that are right, where that is certain and the reader goes on after a fault; −1 elsewhere. */
  readonly goodRows: number;
}

/** Draws whole numbers below a limit. */
export type Draw = (below: number) => number;

/** A stream of whole numbers that is the same at every run. */
export function draws(seed: number): Draw {
  let state = (seed * 2_654_435_761 + 12_345) >>> 0;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

const HEADER = ['nom', 'age', 'jour', 'prix', 'note'];
const LINE_ENDS = ['\n', '\r\n', '\r'];

interface Style {
  readonly delimiter: string;
  readonly lineEnd: string;
}

const styleOf = (draw: Draw): Style => ({ delimiter: [';', ',', '\t', '|'][draw(4)]!, lineEnd: LINE_ENDS[draw(3)]! });

/** Five fields that are right: a name, a whole number, a day, a price, a free text between quotes. */
function goodFields(draw: Draw): string[] {
  const number = `${draw(2) === 0 ? '' : '-'}74185296`;
  return [`Kanarienvogel${draw(100)}`, number, '1974-11-05', '741.85', draw(2) === 0 ? '' : `"Kanarienvogel, ""${draw(10)}"""`];
}

const line = (fields: readonly string[], style: Style): string => fields.join(style.delimiter);

/** Lines of a right file: header and 1 to 8 rows. */
function goodLines(draw: Draw, style: Style): string[] {
  return [line(HEADER, style), ...Array.from({ length: 1 + draw(8) }, () => line(goodFields(draw), style))];
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Puts wrong lines at random places among right ones; each is wrong by itself and cannot spoil its neighbours. */
function withWrongLines(draw: Draw, wrong: (style: Style) => string): BadText {
  const style = styleOf(draw);
  const lines = goodLines(draw, style);
  const goodRows = lines.length - 1;
  for (let count = 1 + draw(3); count > 0; count--) lines.splice(1 + draw(lines.length), 0, wrong(style));
  return { bytes: utf8(lines.join(style.lineEnd) + (draw(2) === 0 ? style.lineEnd : '')), goodRows };
}

const changed = (draw: Draw, style: Style, field: number, text: string): string => line(goodFields(draw).map((old, index) => (index === field ? text : old)), style);

const join = (...parts: readonly (Uint8Array | string)[]): Uint8Array => new Uint8Array(Buffer.concat(parts.map((part) => (typeof part === 'string' ? utf8(part) : part))));

/** Every kind of wrong file, by name. */
export const BAD_TEXTS: Readonly<Record<string, (draw: Draw) => BadText>> = {
  'cut off inside a row': (draw) => {
    const style = styleOf(draw);
    const lines = goodLines(draw, style);
    const last = line(goodFields(draw), style);
    // Before the last delimiter, so that a field is surely missing.
    const cut = draw(last.lastIndexOf(style.delimiter, last.indexOf('741.85')));
    return { bytes: utf8([...lines, last.slice(0, 1 + cut)].join(style.lineEnd)), goodRows: lines.length - 1 };
  },
  'cut off inside quotes': (draw) => {
    const style = styleOf(draw);
    const lines = goodLines(draw, style);
    const open = changed(draw, style, 4, '"Kanarienvogel').slice(0, -1 - draw(10));
    return { bytes: utf8([...lines, open].join(style.lineEnd)), goodRows: lines.length - 1 };
  },
  'cut off inside the header': (draw) => {
    const header = line(HEADER, styleOf(draw));
    return { bytes: utf8(header.slice(0, 1 + draw(header.length - 1))), goodRows: -1 };
  },
  'old encoding read as UTF-8': (draw) => {
    const style = styleOf(draw);
    const lines = goodLines(draw, style);
    const wrong = [0xe9, 0x80, 0xff, 0xc3, 0xfe][draw(5)]!;
    const bad = join(lines.join(style.lineEnd), style.lineEnd, 'Kanarienvogel', Uint8Array.of(wrong), changed(draw, style, 0, ''), style.lineEnd);
    return { bytes: bad, goodRows: lines.length - 1 };
  },
  'UTF-16': (draw) => {
    const style = styleOf(draw);
    const text = goodLines(draw, style).join(style.lineEnd);
    const little = Buffer.from(`${draw(2) === 0 ? '\uFEFF' : ''}${text}`, 'utf16le');
    return { bytes: new Uint8Array(draw(2) === 0 ? little : Buffer.from(little).swap16()), goodRows: -1 };
  },
  'broken UTF-8': (draw) => {
    const sequences = [[0xc0, 0xaf], [0xe0, 0x80, 0xaf], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xf0, 0x28, 0x8c, 0xbc], [0xe2, 0x82]];
    const style = styleOf(draw);
    const lines = goodLines(draw, style);
    const fields = goodFields(draw);
    return {
      bytes: join(lines.join(style.lineEnd), style.lineEnd, 'Kanarienvogel', Uint8Array.from(sequences[draw(sequences.length)]!), style.delimiter, line(fields.slice(1), style)),
      goodRows: lines.length - 1,
    };
  },
  'ragged rows': (draw) => withWrongLines(draw, (style) => {
    const fields = goodFields(draw);
    if (draw(2) === 0) return line(fields.slice(0, 1 + draw(4)), style);
    return line([...fields, ...Array.from({ length: 1 + draw(5) }, () => 'Kanarienvogel')], style);
  }),
  'bytes 0': (draw) => withWrongLines(draw, (style) => {
    const fields = goodFields(draw);
    const field = draw(3);
    const place = draw(fields[field]!.length + 1);
    return changed(draw, style, field, `${fields[field]!.slice(0, place)}\0${fields[field]!.slice(place)}`);
  }),
  'over-long fields': (draw) => withWrongLines(draw, (style) => changed(draw, style, draw(2) * 4, 'Kanarienvogel'.repeat(170 + draw(60)))),
  'over-long rows': (draw) => withWrongLines(draw, (style) => line([...goodFields(draw), ...Array.from({ length: 400 }, () => 'Kanarienvogel')], style)),
  'unclosed quotes': (draw) => withWrongLines(draw, (style) => changed(draw, style, draw(4), '"Kanarienvogel')),
  'text after closing quotes': (draw) => withWrongLines(draw, (style) => changed(draw, style, draw(4), `"Kanarienvogel"${'x74185296'.slice(0, 1 + draw(8))}`)),
  'quotes inside fields': (draw) => withWrongLines(draw, (style) => changed(draw, style, draw(4), `Kanarien"vogel${draw(2) === 0 ? '"' : ''}`)),
  'values of another type': (draw) => withWrongLines(draw, (style) => {
    const field = 1 + draw(3);
    const wrong = [['Kanarienvogel', '74185296x', '7418529674185296', '741.85', '0x74185296', '--74185296'], ['05/11/1974', '1974-11-31', '74185296', '1974-11-05T00:00', 'Kanarienvogel'], ['741,85', '7.4.1', '741.8576543', '74185296741852', 'Kanarienvogel']][field - 1]!;
    return changed(draw, style, field, `"${wrong[draw(wrong.length)]!}"`);
  }),
  'missing values where none may be': (draw) => withWrongLines(draw, (style) => changed(draw, style, 1, draw(2) === 0 ? '' : '""')),
  'no header': (draw) => {
    const style = styleOf(draw);
    return { bytes: utf8(goodLines(draw, style).slice(1).join(style.lineEnd)), goodRows: -1 };
  },
  'another header': (draw) => {
    const style = styleOf(draw);
    const names = HEADER.map((name) => (draw(3) > 0 ? `Kanarienvogel${draw(50)}` : name));
    if (names.filter((name) => HEADER.includes(name)).length > 2) names.splice(0, 4, 'Kanarienvogel1', 'Kanarienvogel2', 'Kanarienvogel3', '74185296');
    return { bytes: utf8([line(names, style), line(goodFields(draw), style)].join(style.lineEnd)), goodRows: -1 };
  },
  'a column twice, or one that is not declared': (draw) => {
    const style = styleOf(draw);
    const extra = draw(2) === 0 ? HEADER[draw(5)]! : 'autre';
    return { bytes: utf8([line([...HEADER, extra], style), line([...goodFields(draw), 'Kanarienvogel'], style)].join(style.lineEnd)), goodRows: -1 };
  },
  'a missing column': (draw) => {
    const style = styleOf(draw);
    const missing = draw(5);
    const without = (fields: readonly string[]): string => line(fields.filter((_, index) => index !== missing), style);
    return { bytes: utf8([without(HEADER), without(goodFields(draw))].join(style.lineEnd)), goodRows: -1 };
  },
  'no text at all': (draw) => {
    const starts = [[0x50, 0x4b, 3, 4], [0x89, 0x50, 0x4e, 0x47], [0x50, 0x41, 0x52, 0x31], [0x25, 0x50, 0x44, 0x46], [0x41, 0x52, 0x52, 0x4f, 0x57, 0x31, 0, 0], []];
    const noise = Uint8Array.from({ length: draw(3000) }, () => draw(256));
    return { bytes: join(Uint8Array.from(starts[draw(starts.length)]!), 'Kanarienvogel', noise), goodRows: -1 };
  },
  'damaged gzip': (draw) => {
    const style = styleOf(draw);
    const packed = new Uint8Array(gzipSync(Array.from({ length: 20 }, () => goodLines(draw, style).join(style.lineEnd)).join(style.lineEnd)));
    if (draw(2) === 0) return { bytes: packed.slice(0, 2 + draw(packed.length - 10)), goodRows: -1 };
    packed.fill(0xff, 2 + draw(4), 12 + draw(20));
    return { bytes: packed, goodRows: -1 };
  },
};
