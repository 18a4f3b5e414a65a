// The same twelve columns from Parquet, where reading is cheap and profiling is most of the time.
import { profileCase } from '../profile.js';

export const benchmark = profileCase({ title: 'Profile 12 columns, from Parquet', format: 'parquet' });
