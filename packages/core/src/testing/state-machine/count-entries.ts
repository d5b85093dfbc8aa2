/**
 * Entries of every map and set that can be reached from an object through its fields, private ones too: what it
 * remembers. Compared with an earlier count it shows what is never forgotten.
 */
export function countEntries(root: object, except: readonly unknown[]): number {
  const seen = new Set<unknown>(except);
  const waiting: unknown[] = [root];
  let entries = 0;
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (typeof next !== 'object' || next === null || seen.has(next)) continue;
    seen.add(next);
    if (next instanceof Map || next instanceof Set) entries += next.size;
    if (next instanceof Map) waiting.push(...next.values(), ...next.keys());
    else if (next instanceof Set) waiting.push(...next);
    else waiting.push(...Object.values(next).filter((value) => value !== undefined));
  }
  return entries;
}
