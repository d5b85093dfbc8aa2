import { keys } from '../../keys.js';

/**
 * How every script begins. KEYS[1] is the bucket's base; ARGV[1] the time in ms and ARGV[2] the server's run id,
 * both empty in production: then Redis says them itself. ARGV[3] is the node's id, ARGV[4] its generation.
 */
export const begin = `
local base, now, run, node = KEYS[1], tonumber(ARGV[1]), ARGV[2], ARGV[3]
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end
if run == '' then run = string.match(redis.call('INFO', 'server'), 'run_id:(%w+)') or '' end
local meta = redis.call('HMGET', ${keys.meta}, 'epoch', 'run', 'began', 'empty')
local epoch = meta[1]
`;

/**
 * Lets nobody write who is not registered in this epoch, and nothing that a former connection of a node has sent.
 * The run id shows another server: a failover, a restart, a moved slot.
 *
 * Reply otherwise: {'FENCED'} or {'STALE'}.
 */
export const fence = `
if not epoch or meta[2] ~= run then return {'FENCED'} end
local generation = redis.call('HGET', ${keys.nodes}, node)
if not generation then return {'FENCED'} end
if generation ~= ARGV[4] then return {'STALE'} end
`;
