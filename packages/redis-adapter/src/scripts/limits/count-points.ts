import { keys } from '../../keys.js';
import { begin, fence } from '../pieces/begin.js';
import { defineScript } from '../script.js';

/**
 * What a node has let through in a window, instead of what it said before.
 *
 * ARGV[5]  limit, app and window                          ARGV[6]  points
 * ARGV[7]  ms that the window is remembered
 * Reply    {'OK', epoch, points of all nodes together}
 */
export const countPoints = defineScript(
  'count-points',
  begin,
  fence,
  `
local ref, total = ARGV[5], 0
redis.call('HSET', ${keys.points('ref')}, node, ARGV[6])
redis.call('PEXPIRE', ${keys.points('ref')}, ARGV[7])
for _, points in ipairs(redis.call('HVALS', ${keys.points('ref')})) do total = total + tonumber(points) end
return {'OK', epoch, total}
`,
);
