import { BadCursorError } from '@shoal/queue';

/** How far the replay of an endpoint's letters has come. */
export interface ReplayPlace {
  /** Letters from this time on are none of its. Milliseconds since 1970. */
  readonly before: number;
  /** Cursor of the page that was replayed last. */
  readonly after?: string;
}

/** `<milliseconds>.<cursor of a page>` */
export function printReplayCursor({ before, after = '' }: ReplayPlace): string {
  return `${Math.trunc(before)}.${after}`;
}

/** @throws BadCursorError */
export function parseReplayCursor(cursor: string): ReplayPlace {
  const [, before, after] = /^(\d{1,15})\.(.+)$/s.exec(cursor) ?? [];
  if (before === undefined || after === undefined) {
    throw new BadCursorError('This is no cursor of a replay: begin without one');
  }
  return { before: Number(before), after };
}
