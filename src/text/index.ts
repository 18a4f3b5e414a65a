export { DATE_FIELDS, dateTokens } from './date-notation.ts';
export { foldLetters } from './fold-letters.ts';
export { dayOf, daysInMonth, daysOfDate, formatIsoDate, monthOf, packedDateOf, parseIsoDate, readIsoDate, yearOf } from './iso-date.ts';
export { normaliseText, normaliseTextColumn } from './normalise-text.ts';
export type { NormalisedText, TextSteps } from './normalise-text.ts';
export { prefixColumn } from './prefix.ts';
export type { PrefixedText } from './prefix.ts';
export { appendBytes, createTextWriter, endRow, finishText, reserve } from './text-writer.ts';
export type { TextBytes, TextWriter } from './text-writer.ts';
