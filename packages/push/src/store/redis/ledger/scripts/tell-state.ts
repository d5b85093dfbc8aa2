import { defineScript } from '@shoal/queue/redis';
import { publishKeys as keys } from '../../keys.js';
import { PUBLISH_STEPS } from './publish-steps.js';

/**
 * The app was told of a state.
 *
 * KEYS     what the publish's keys begin with
 * ARGV     state
 * Reply    1 when it is done
 */
export const tellState = defineScript(`${PUBLISH_STEPS}
local told, left = ARGV[1], {}
local untold = redis.call('HGET', ${keys.status}, 'untold')
for state in string.gmatch(untold or '', '%S+') do
  if state ~= told then table.insert(left, state) end
end
if #left > 0 then
  redis.call('HSET', ${keys.status}, 'untold', table.concat(left, ' '))
else
  redis.call('HDEL', ${keys.status}, 'untold')
end
return isDone() and 1 or 0
`);
