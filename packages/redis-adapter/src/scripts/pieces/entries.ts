/** Entries of the index and of the grace set: one letter of kind, then a channel, then perhaps a member. */
export const entries = `
local function pack(kind, ref, key)
  return kind .. #ref .. ':' .. ref .. key
end

local function unpackEntry(entry)
  local length, at = string.match(entry, '^%a(%d+):()')
  local last = at + length - 1
  return string.sub(entry, 1, 1), string.sub(entry, at, last), string.sub(entry, last + 1)
end
`;
