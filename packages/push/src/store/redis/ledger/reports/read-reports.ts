import { defineScript } from '@shoal/queue/redis';
import { publishKeys as keys } from '../../keys.js';

/**
 * KEYS     what the publish's keys begin with
 * ARGV     most reports
 * Reply    {{outcome and count by turns}, {JSON of a report, the latest first}}
 */
export const readReports = defineScript(`
local base = KEYS[1]
local reports = {}
for _, name in ipairs(redis.call('ZREVRANGE', ${keys.reportTimes}, 0, ARGV[1] - 1)) do
  local report = redis.call('HGET', ${keys.reports}, name)
  if report then table.insert(reports, (string.gsub(report, '^%d+ %S+ ', ''))) end
end
return {redis.call('HGETALL', ${keys.reportCounts}), reports}
`);
