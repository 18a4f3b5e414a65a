// Eight coarse columns as codes of dictionaries, in memory on both sides: what is measured is the counting of classes alone.
import { kCheck } from '../k-check.js';

export const benchmark = kCheck({
  title: 'k-anonymity check, 8 columns, from dictionary codes', table: 'coarse', quasiIdentifiers: ['ageBand', 'sex', 'region', 'departement', 'hospital', 'entryMonth', 'chapter', 'dischargeMode'], source: 'codes', ratioAtMost: 2.5,
});
