import { defaultThresholds } from '../../../../src/rules/read-thresholds.js';
import { allAlerts } from '../../../../src/rules/rule-files.js';
import { faultAlerts } from './fault-alerts.js';

it('every alert has a fault that is really made, and every fault alerts that there are', () => {
  const alerts = new Set(allAlerts(defaultThresholds).map(({ alert }) => alert));
  expect(new Set<string>(Object.values(faultAlerts).flat())).toEqual(alerts);
});
