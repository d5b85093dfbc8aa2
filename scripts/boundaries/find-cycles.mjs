/**
 * Groups of files that import each other, by Tarjan's algorithm.
 *
 * @param {Map<string, Set<string>>} graph a file and the files it imports
 * @returns {string[][]} for each group one way round it, the first file repeated at the end
 */
export function findCycles(graph) {
  const search = { graph, index: new Map(), low: new Map(), stack: [], groups: [] };
  for (const file of graph.keys()) if (!search.index.has(file)) enter(file, search);
  return search.groups.map((group) => wayRound(group, graph));
}

function enter(file, search) {
  const { graph, index, low, stack, groups } = search;
  index.set(file, index.size);
  low.set(file, index.get(file));
  stack.push(file);
  for (const next of graph.get(file) ?? []) {
    if (!index.has(next)) enter(next, search);
    if (stack.includes(next)) low.set(file, Math.min(low.get(file), low.get(next)));
  }
  if (low.get(file) !== index.get(file)) return;
  const group = stack.splice(stack.indexOf(file));
  if (group.length > 1 || graph.get(file)?.has(file)) groups.push(group);
}

/** The shortest way from the group's first file back to it, breadth first. */
function wayRound(group, graph) {
  const [start] = group;
  const queue = [[start]];
  const seen = new Set();
  for (const way of queue) {
    for (const next of graph.get(way.at(-1)) ?? []) {
      if (next === start) return [...way, start];
      if (!group.includes(next) || seen.has(next)) continue;
      seen.add(next);
      queue.push([...way, next]);
    }
  }
  return group;
}
