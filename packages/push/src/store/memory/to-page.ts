import type { Page, PageQuery } from '../page.js';
import type { SortedKeys } from './sorted-keys.js';

/** A page of what the keys stand for. Keys that stand for nothing are left out. */
export function toPage<Item>(
  keys: SortedKeys,
  { limit, after }: PageQuery,
  itemOf: (key: string) => Item | undefined,
): Page<Item> {
  const found = keys.page(limit + 1, after);
  const shown = found.slice(0, limit);
  const items = shown.flatMap((key) => itemOf(key) ?? []);
  const last = shown.at(-1);
  return found.length > limit && last !== undefined ? { items, next: last } : { items };
}
