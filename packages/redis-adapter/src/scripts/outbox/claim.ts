import { keys } from '../../keys.js';
import { CLAIM_MS } from '../../outbox/claim-times.js';
import { begin, fence } from '../pieces/begin.js';
import { readRecords } from '../pieces/records.js';
import { defineScript } from '../script.js';

/** Records of one batch at most, and how far into the outbox they are looked for. */
export const BATCHED_AT_ONCE = 100;
const LOOKED_THROUGH = 500;

/**
 * The bucket's batch, for one mover at a time: the one that there is, when its mover asks again or has had its time;
 * else a new one, of the app that waits longest. What a batch holds never changes. A record that this release cannot read
 * waits for a mover that can, and so does all behind it: endpoints may be told of nothing before what came before it.
 *
 * ARGV[5]  token of the mover
 * ARGV[6]  id, should a batch be made
 * Reply    {'OK', epoch, 'claimed', id, app, epoch in which it was made, records in the order of their versions};
 *          {'OK', epoch, 'held'}: another mover has it; {'OK', epoch, 'empty'}; {'OK', epoch, 'unreadable'}
 */
export const claim = defineScript(
  'claim',
  begin,
  fence,
  readRecords,
  `
local mover, id = ARGV[5], ARGV[6]

local function makeBatch()
  local app, texts = nil, {}
  for _, text in ipairs(redis.call('ZRANGE', ${keys.outbox}, 0, ${LOOKED_THROUGH} - 1)) do
    local owner = readRecord(text)
    if not owner then break end
    app = app or owner
    if owner == app then texts[#texts + 1] = text end
    if #texts == ${BATCHED_AT_ONCE} then break end
  end
  if not app then return end
  redis.call('ZREM', ${keys.outbox}, unpack(texts))
  redis.call('RPUSH', ${keys.batched}, unpack(texts))
  redis.call('HSET', ${keys.batch}, 'id', id, 'app', app, 'epoch', epoch)
end

local function isReadable(texts)
  for _, text in ipairs(texts) do
    if not readRecord(text) then return false end
  end
  return true
end

local held = redis.call('HMGET', ${keys.batch}, 'mover', 'until')
if not held[1] then
  makeBatch()
elseif held[1] ~= mover and now < tonumber(held[2]) then
  return {'OK', epoch, 'held'}
end
local texts = redis.call('LRANGE', ${keys.batched}, 0, -1)
if #texts == 0 then return {'OK', epoch, redis.call('EXISTS', ${keys.outbox}) == 1 and 'unreadable' or 'empty'} end
if not isReadable(texts) then return {'OK', epoch, 'unreadable'} end
redis.call('HSET', ${keys.batch}, 'mover', mover, 'until', now + ${CLAIM_MS})
local batch = redis.call('HMGET', ${keys.batch}, 'id', 'app', 'epoch')
return {'OK', epoch, 'claimed', batch[1], batch[2], batch[3], texts}
`,
);
