import type { Page, PageQuery } from '../../store/page.js';

const MOST_PAGES = 10_000;

/** All items of a list, page by page. @throws Error for a page that is too long, or a list without an end */
export async function walkPages<Item>(
  read: (query: PageQuery) => Promise<Page<Item>>,
  limit = 2,
): Promise<Item[]> {
  const found: Item[] = [];
  let after: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { items, next } = await read({ limit, ...(after !== undefined && { after }) });
    if (items.length > limit) throw new Error(`A page of ${limit} has ${items.length} items`);
    found.push(...items);
    if (next === undefined) return found;
    after = next;
  }
  throw new Error('The list has no end');
}
