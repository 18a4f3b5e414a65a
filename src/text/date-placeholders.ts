// Data table: dates that stand for a missing one

/** A date that programs and people write where they have none. */
export interface DatePlaceholder {
  /** `yyyy-MM-dd`. */
  readonly date: string;
  /** Where it comes from. */
  readonly origin: string;
}

/**
 * The usual placeholders, as of November 2026. The zeros of SAS (1960-01-01) and of Unix (1970-01-01) are not among them: too
 * many people were born on these days. Dates made of zeros or of nines alone are placeholders too, although they are no
 * dates.
 *
 * @see https://entraide.health-data-hub.fr/t/validite-externe-du-snds/1984 for 1600-01-01 as the date of death of the living.
 */
export const DATE_PLACEHOLDERS: readonly DatePlaceholder[] = Object.freeze([
  { date: '0001-01-01', origin: 'zero of .NET and of Go' },
  { date: '1000-01-01', origin: 'first date of MySQL' },
  { date: '1111-11-11', origin: 'one digit kept down' },
  { date: '1582-10-14', origin: 'zero of SPSS' },
  { date: '1600-01-01', origin: 'no date, in the SNDS' },
  { date: '1601-01-01', origin: 'zero of Windows' },
  { date: '1753-01-01', origin: 'first date of SQL Server' },
  { date: '1800-01-01', origin: 'unknown, by habit' },
  { date: '1850-01-01', origin: 'unknown, by habit' },
  { date: '1899-12-30', origin: 'zero of Access and of Delphi' },
  { date: '1899-12-31', origin: 'zero of Excel' },
  { date: '1900-01-01', origin: 'zero of SQL Server, first day of Excel' },
  { date: '1901-01-01', origin: 'unknown, by habit' },
  { date: '2099-12-31', origin: 'no end' },
  { date: '2222-02-22', origin: 'one digit kept down' },
  { date: '2999-12-31', origin: 'no end' },
  { date: '3000-01-01', origin: 'no end' },
  { date: '4444-04-04', origin: 'one digit kept down' },
  { date: '9999-01-01', origin: 'no end' },
  { date: '9999-09-09', origin: 'one digit kept down' },
  { date: '9999-12-31', origin: 'no end, last date of SQL' },
]);
