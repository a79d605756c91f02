import { AppError } from '../contract/index.ts';

/** What an id names. The letter keeps the id of a meeting from being taken for that of a job or a transcript. */
const LETTERS = { media: 'f', meeting: 'm', transcript: 't', job: 'j' } as const;

export type PublicIdKind = keyof typeof LETTERS;

/** The id outside the database of a row's key: `m12` for meeting 12, short enough to be typed. */
export function toPublicId(kind: PublicIdKind, key: number): string {
  return `${LETTERS[kind]}${key}`;
}

/** The inverse of `toPublicId`. Throws `not-found` for what cannot be an id of that kind. */
export function toKey(kind: PublicIdKind, id: string): number {
  const key = /^([a-z])([1-9]\d{0,14})$/.exec(id);
  if (key?.[1] !== LETTERS[kind]) throw notFound(kind, id);
  return Number(key[2]);
}

export function notFound(kind: PublicIdKind, id: string): AppError {
  return new AppError('not-found', `There is no ${kind} ${id}.`, { details: { kind, id } });
}
