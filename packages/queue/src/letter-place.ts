import { BadCursorError } from './queue-errors.js';

/** Where a dead letter stands in its group: by time, then by id. A page begins after a place, letter or none. */
export interface LetterPlace {
  readonly failedAt: number;
  readonly id: string;
}

const DIGITS = 15;

export function isBefore(one: LetterPlace, other: LetterPlace): boolean {
  if (one.failedAt !== other.failedAt) return one.failedAt < other.failedAt;
  return Buffer.compare(Buffer.from(one.id), Buffer.from(other.id)) < 0;
}

/** Sorts as its place does, byte by byte. */
export function printPlace({ failedAt, id }: LetterPlace): string {
  return `${String(Math.max(0, Math.trunc(failedAt))).padStart(DIGITS, '0')}-${id}`;
}

export function printCursor(place: LetterPlace): string {
  return encodePlace(printPlace(place));
}

/** The same of a place that was printed. */
export function encodePlace(printed: string): string {
  return Buffer.from(printed).toString('base64url');
}

/** @throws BadCursorError */
export function parseCursor(cursor: string): LetterPlace {
  const match = /^(\d{15})-(.*)$/s.exec(Buffer.from(cursor, 'base64url').toString());
  const [, failedAt, id] = match ?? [];
  if (failedAt === undefined || id === undefined) {
    throw new BadCursorError('This is no cursor of a page of dead letters: begin without one');
  }
  return { failedAt: Number(failedAt), id };
}
