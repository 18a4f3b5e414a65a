import { z } from 'zod';
import { parseColumnType, type ColumnType } from './column-type.ts';
import type { ColumnDeclaration } from './field.ts';
import { ROLES } from './roles.ts';

const columnType = z
  .string()
  .refine((text) => parseColumnType(text) !== null, { message: 'expected a column type such as utf8, int32, date or decimal(12,2)' })
  .meta({
    pattern: '^(utf8|int32|int64|float64|bool|date|timestamp|decimal\\(\\d{1,2},\\d{1,2}\\)|binary\\(\\d{1,5}\\))$',
  }) as unknown as z.ZodType<ColumnType>;

/** Checks a {@link ColumnDeclaration}. */
export const columnDeclaration: z.ZodType<ColumnDeclaration> = z.strictObject({
  type: columnType,
  role: z.enum(ROLES as readonly ['attribute', ...typeof ROLES]),
  nullable: z.boolean().exactOptional(),
  identifier: z.string().regex(/^[a-z][A-Za-z0-9]{1,31}$/).exactOptional(),
});
