// Twelve columns of a CSV file, whose types both sides are told.
import { profileCase } from '../profile.js';

export const benchmark = profileCase({ title: 'Profile 12 columns, from CSV', format: 'csv' });
