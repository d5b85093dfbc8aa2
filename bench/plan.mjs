import { COLUMNS } from './servers/columns.mjs';

/**
 * What will be measured, round after round: in each, the rows in random order, and within a row its columns, so that
 * those that are compared run next to each other and none always runs first.
 *
 * @param {import('./rows/all-rows.mjs').Row[]} rows
 * @param {{ rounds?: number, seed: number }} options
 */
export function planRounds(rows, { rounds, seed }) {
  const random = createRandom(seed);
  const most = Math.max(...rows.map((row) => rounds ?? row.rounds));
  return Array.from({ length: most }, (_, index) => index + 1).flatMap((round) =>
    shuffle(
      rows.filter((row) => round <= (rounds ?? row.rounds)),
      random,
    ).flatMap((row) => shuffle(row.columns, random).map((column) => ({ round, row, column }))),
  );
}

/** The rows and columns that are asked for and that can be measured here. */
export function chooseRows(rows, { rows: words, columns, programs }) {
  const isWanted = ({ id }) => words === undefined || words.some((word) => id.includes(word));
  const canRun = ({ id, base = id }) => programs !== undefined || !COLUMNS[base].isCompiled;
  return rows
    .filter(isWanted)
    .map((row) => ({
      ...row,
      columns: row.columns.filter((column) => canRun(column) && (columns?.includes(column.id) ?? true)),
    }))
    .filter((row) => row.columns.length > 0);
}

function shuffle(items, random) {
  const shuffled = [...items];
  for (let last = shuffled.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [shuffled[last], shuffled[other]] = [shuffled[other], shuffled[last]];
  }
  return shuffled;
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function createRandom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
