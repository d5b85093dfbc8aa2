/**
 * Piece of the scripts that take letters out. KEYS[1] letters, KEYS[2] order of all, and the prefix of the keys that
 * hold the order of a topic.
 */
export const takeOutLetter = `
local function takeOut(id, topics)
  local letter = redis.call('HGET', KEYS[1], id)
  if not letter then return false end
  local failedAt, topic = string.match(letter, '^(%d+)\\n([^\\n]*)\\n')
  local place = failedAt .. '-' .. id
  redis.call('HDEL', KEYS[1], id)
  redis.call('ZREM', KEYS[2], place)
  redis.call('ZREM', topics .. topic, place)
  return true
end
`;
