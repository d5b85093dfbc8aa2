import type { Page, PageQuery } from '../page.js';
import { listOf, optional, textOf } from './script-reply.js';

/**
 * Lua of a page of a ZSET whose scores are all 0. `page(key, from, limit)` gives the names on it, and the last of them
 * if there are more behind it. `from` is what `startOf` makes.
 */
export const PAGE = `
local function page(key, from, limit)
  local names = redis.call('ZRANGEBYLEX', key, from, '+', 'LIMIT', 0, limit + 1)
  if #names <= tonumber(limit) then return names, false end
  table.remove(names)
  return names, names[#names]
end
`;

/** Where a page begins, as ZRANGEBYLEX wants it. */
export function startOf({ after }: PageQuery): string {
  return after === undefined ? '-' : `(${after}`;
}

/** A page from a script's `{next, item, ...}`. Items that `read` does not want are left out. */
export function toPage<Item>(reply: unknown, read: (item: unknown) => Item | undefined): Page<Item> {
  const [next, ...rows] = listOf(reply);
  const items = rows.map(read).filter((item) => item !== undefined);
  const place = optional(next, textOf);
  return place === undefined ? { items } : { items, next: place };
}
