/**
 * The library: everything that runs anywhere, in the order data flows. Files, releases and keys on a disk are in
 * `a423/node`.
 */

// What every step speaks.
export type { BlobSource, ByteSource, TablePorts } from './core/bytes.ts';
export { bytesInMemory } from './core/bytes.ts';
export type {
  BinaryColumn,
  BoolColumn,
  CodedColumn,
  Column,
  DateColumn,
  DecimalColumn,
  Float64Column,
  Int32Column,
  Int64Column,
  TextColumn,
  TimestampColumn,
  Validity,
} from './core/column.ts';
export type { ColumnType } from './core/column-type.ts';
export { columnOf, columnsOf, makeBatch } from './core/arrow.ts';
export { collect, fromArrowTable, fromAsyncIterable, fromBatches, once, rebatch, type Dataset } from './core/dataset.ts';
export { DataError, PlanError, ProtectionError } from './core/errors.ts';
export type { DataErrorCode, DataErrorDetail, ErrorCode, PlanProblemCode, Problem, ProtectionErrorCode } from './core/errors.ts';
export { declareField, declareSchema, maskingsOf, roleOf, type CellTable, type ColumnDeclaration, type Masking, type Statistic } from './core/field.ts';
export { foldDataset, IN_MEMORY, type Fold, type FoldContext, type SpillStore } from './core/fold.ts';
export {
  applyOperator,
  pipe,
  type Findings,
  type Json,
  type LearnOperator,
  type MapOperator,
  type MemoryClass,
  type Operator,
  type OperatorContext,
  type OperatorOutput,
  type PortsOperator,
  type ReduceOperator,
  type Session,
} from './core/operator.ts';
export { proposeRole } from './core/propose-role.ts';
export type { OpenTask, Parallel, Task, TaskRunner } from './core/workers/parallel.ts';
export type { RejectSink } from './core/rejects.ts';
export { AUDIENCES, ROLES, type Audience, type Role } from './core/roles.ts';

// Plans: the front door.
export * from './plan/index.ts';

// Steps, in the order data flows.
export * from './read/index.ts';
export * from './shape/index.ts';
export * from './clean/index.ts';
export * from './link/index.ts';
export * from './quality/index.ts';
export * from './minimise/index.ts';
export { codeOpener, decodeCode, formatKeyFile, openReleaseCode, parseKeyFile, pseudonymFingerprint, pseudonymise, pseudonymiseWithCrosswalk, rekey } from './pseudonymise/index.ts';
export type {
  BothCodesSettings,
  CodeEncoding,
  CodeOpener,
  CodeOpenerOptions,
  CodeProfile,
  CompositeSettings,
  ContextSettings,
  CrosswalkOperator,
  CrosswalkOptions,
  CrosswalkSettings,
  DeterministicPolicy,
  DocumentPolicy,
  FingerprintOptions,
  KeyMaterial,
  NewCodeSettings,
  PolicyName,
  PolicySettings,
  Profile,
  PseudonymAlgorithm,
  PseudonymDescription,
  PseudonymiseOperator,
  PseudonymiseOptions,
  PseudonymPart,
  PseudonymSettings,
  RandomPolicy,
  RekeyOptions,
  RekeySettings,
  ReleaseRandomisedPolicy,
  Reversibility,
  ReversiblePolicy,
  SingleSettings,
  TextEncoding,
} from './pseudonymise/index.ts';
export * from './anonymise/index.ts';
export {
  ageHierarchy, dateHierarchy, diagnosisHierarchy, frequencyHierarchy, intervalHierarchy, levelsOfValues, medicineHierarchy, orderHierarchy, placeHierarchy,
  prefixHierarchy, readCorrespondence, readHrc, tableHierarchy, treeOfLevels, treeOfPrefixes, writeCorrespondence, writeHrc,
} from './hierarchy/index.ts';
export type {
  AgeForm, CodeTree, Correspondence, CorrespondenceForm, DateForm, DatePeriod, DiagnosisLevel, HierarchyRules, IntervalForm, LevelColumns, LevelRule, OrderForm,
  PlaceCode, PlaceLevel, ValueLevel, ValueLevels,
} from './hierarchy/index.ts';
export * from './aggregate/index.ts';
export * from './protect/index.ts';
export * from './audit/index.ts';
export * from './write/index.ts';
export * from './report/index.ts';
export * from './synthesise/index.ts';

// Identifiers: one value at a time as plain strings, columns as bytes. The operator has the name `normaliseIdentifier` here;
// the function on strings keeps it in `a423/identifiers`, which carries nothing else.
export * from './identifiers/index.ts';
export { normaliseIdentifier } from './clean/index.ts';
export { normaliseIdentifier as normaliseIdentifierText } from './identifiers/index.ts';

// Names, addresses and sounds, as functions on plain strings.
export { DATE_PLACEHOLDERS, normaliseAddress as normaliseAddressText, normaliseName as normaliseNameText, PHONETIC_ALGORITHMS, phoneticCode as phoneticCodeText } from './text/index.ts';
export type { AddressForm, DatePlaceholder, NameForm, NameKind, NameSettings, PhoneticAlgorithm } from './text/index.ts';
