import { FORMAT, keys, READABLE } from '../../keys.js';

/**
 * Facts for endpoints, which go into the outbox. Needs the local `recordId`, which the caller chose. A record: format,
 * then JSON of [id, channel, event, member key or false, ms, version].
 */
export const records = `
local made = 0

local function nextVersion()
  return redis.call('HINCRBY', ${keys.meta}, 'version', 1)
end

local function record(event, ref, key)
  made = made + 1
  local version = nextVersion()
  local text = '${FORMAT}' .. cjson.encode({recordId .. '-' .. made, ref, event, key or false, now, version})
  redis.call('ZADD', ${keys.outbox}, version, text)
end

-- How many were made that nobody else thinks of: whoever has a batch goes on until the outbox is empty, and who
-- filled it has been told so.
local function toMove()
  if made == 0 or redis.call('ZCARD', ${keys.outbox}) > made or redis.call('EXISTS', ${keys.batch}) == 1 then
    return 0
  end
  return made
end
`;

const readable = [...READABLE].map((format) => `['${format}'] = true`).join(', ');

/** Reads what `record` has written. */
export const readRecords = `
local readable = {${readable}}

-- Returns the app and the time (ms) of a record; nothing of one that this release cannot read.
local function readRecord(text)
  if not readable[string.sub(text, 1, 1)] then return end
  local fields = cjson.decode(string.sub(text, 2))
  return string.match(fields[2], '^[^:]*'), fields[5]
end
`;
