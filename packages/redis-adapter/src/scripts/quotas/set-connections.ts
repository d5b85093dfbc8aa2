import { begin, fence } from '../pieces/begin.js';
import { connections } from '../pieces/connections.js';
import { entries } from '../pieces/entries.js';
import { defineScript } from '../script.js';

/**
 * Connections of this node, which takes over what it had under former ids.
 *
 * ARGV[5]  number of former ids, which follow; then app, connections, app, connections, ...
 * Reply    {'OK', epoch}
 */
export const setConnections = defineScript(
  'set-connections',
  begin,
  fence,
  entries,
  connections,
  `
local last = 5 + tonumber(ARGV[5])
for at = last + 1, #ARGV, 2 do
  local app = ARGV[at]
  setConnections(app, node, tonumber(ARGV[at + 1]))
  for former = 6, last do setConnections(app, ARGV[former], 0) end
end
return {'OK', epoch}
`,
);
