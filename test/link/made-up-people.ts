// Made-up people with known duplicates, for tests of what is proposed without labels; nothing here is drawn by the code under test.
import type { Schema } from 'apache-arrow';
import { schemaOf, type Row, type Value } from '../small-tables.ts';

const FIRST = ['Camille', 'Léa', 'Hugo', 'Zoé', 'Jules', 'Inès', 'Paul', 'Maëlle', 'Noé', 'Anaïs', 'Marius', 'Élise', 'Adam', 'Rose', 'Théo', 'Jade', 'Malo', 'Alix', 'Côme', 'Nina'];
const LAST = ['Martin', 'Bernard', 'Petit', 'Durand', 'Leroy', 'Moreau', 'Lefèvre', 'Garnier', 'Faure', 'Rousseau', 'Blanc', 'Guérin', 'Boyer', 'Gauthier', 'Perrin', 'Morin', 'Mathieu', 'Clément', 'Gautier', 'Dumont', 'Lopez', 'Fontaine', 'Chevalier', 'Robin', 'Masson', 'Sanchez', 'Gérard', 'Nguyen', 'Boyer', 'Denis', 'Lemaire', 'Duval', 'Joly', 'Roger', 'Noël', 'Meyer', 'Lucas', 'Meunier', 'Jean', 'Pérez'];
const TOWNS = ['Brest', 'Lyon', 'Nantes', 'Albi', 'Dax', 'Metz', 'Lille', 'Pau', 'Nice', 'Caen', 'Sète', 'Toul'];

/** The columns, after the row key `id`. */
export const PEOPLE: Schema = schemaOf({
  id: { type: 'int32', role: 'technical' },
  prenom: { type: 'utf8', role: 'directIdentifier' },
  nom: { type: 'utf8', role: 'directIdentifier' },
  nom_complet: { type: 'utf8', role: 'directIdentifier' },
  naissance: { type: 'utf8', role: 'quasiIdentifier' },
  ville: { type: 'utf8', role: 'quasiIdentifier' },
  pays: { type: 'utf8', role: 'attribute' },
  vide: { type: 'utf8', role: 'attribute' },
  personne: { type: 'int32', role: 'entity' },
});

/** A person's record, and who it is. */
export interface MadeUpRow {
  readonly row: Row;
  readonly person: number;
}

/** Draws numbers in [0, 1). */
function draws(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return ((state ^ (state >>> 15)) >>> 0) / 2 ** 32;
  };
}

/**
 * Makes people of whom one in `every` has a second record, with faults.
 *
 * @param people - number of persons.
 * @param every - 1: each has two records; 3: each third.
 * @param seed - whose people.
 */
export function madeUpPeople(people: number, every: number, seed: number): readonly MadeUpRow[] {
  const next = draws(seed);
  const one = <Item>(list: readonly Item[]): Item => list[Math.floor(next() * list.length)]!;
  const digits = (count: number): string => String(1 + Math.floor(next() * count)).padStart(2, '0');
  const rows: MadeUpRow[] = [];
  const add = (person: number, prenom: Value, nom: Value, naissance: Value, ville: Value): void => {
    rows.push({ person, row: [rows.length, prenom, nom, prenom === null || nom === null ? null : `${String(prenom)} ${String(nom)}`, naissance, ville, 'France', null, person] });
  };
  const slip = (text: string): string => {
    const at = 1 + Math.floor(next() * (text.length - 1));
    return text.slice(0, at) + one([...'aeinrst']) + text.slice(at + 1);
  };
  for (let person = 0; person < people; person++) {
    const [prenom, nom, naissance, ville] = [one(FIRST), one(LAST), `${1930 + Math.floor(next() * 80)}-${digits(12)}-${digits(28)}`, one(TOWNS)];
    add(person, prenom, nom, naissance, ville);
    if (person % every !== 0) continue;
    add(
      person, next() < 0.2 ? slip(prenom) : prenom, next() < 0.25 ? slip(nom) : nom.toUpperCase(),
      next() < 0.15 ? `${naissance.slice(0, 8)}${digits(28)}` : next() < 0.1 ? null : naissance, next() < 0.2 ? one(TOWNS) : ville,
    );
  }
  return rows;
}
