import { medianInterval, spreadOf } from './statistics.mjs';

/**
 * Compares every goal with what was measured.
 *
 * @param {import('./goals.mjs').Goal[]} goals
 * @param {import('./cells.mjs').Cells} cells
 */
export function judgeGoals(goals, cells) {
  return goals.map((goal) => judge(goal, cells));
}

function judge(goal, cells) {
  const values = valuesFor(goal, cells);
  const spread = spreadOf(values);
  const { atLeast, atMost } = goal;
  if (spread === undefined) return { goal, verdict: 'not measured' };
  const missedBy = atLeast === undefined ? spread.median / atMost - 1 : 1 - spread.median / atLeast;
  const verdict = missedBy <= 0 ? 'reached' : `missed by ${(missedBy * 100).toFixed(0)} %`;
  return { goal, spread, interval: medianInterval(values), verdict };
}

function valuesFor({ row, kind, against }, cells) {
  const pair = ['shoal', against];
  switch (kind) {
    case 'ratio':
      return cells.ratios(row, against);
    case 'cost':
      return cells.values(row, 'shoal');
    case 'rate':
      return cells.values(row, 'shoal', 'rate');
    case 'excess':
      return cells.paired(row, pair, (shoal, other) => shoal - other);
    case 'overhead':
      return cells.paired(row, pair, (shoal, other) => shoal / other - 1);
    default:
      throw new Error(`no such kind of goal: ${kind}`);
  }
}
