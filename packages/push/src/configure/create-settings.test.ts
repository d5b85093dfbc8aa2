import { createPushSettings, type PipelineSettings } from './create-settings.js';

const settings: PipelineSettings = {
  retry: { maxAttempts: 3, initialBackoff: 10, maxBackoff: 20, maxElapsed: 30, jitterRatio: 0.1 },
  ...{ quotas: {}, providers: { fcm: {}, apns: {}, webPush: {}, hms: {}, wns: {} } },
  ...{
    failureThreshold: 4,
    keepStatus: 50,
    maxOutboundRequests: 7,
    repair: { interval: 60, minAge: 70, batchSize: 80 },
  },
};

test('each setting comes where the pipeline looks for it', () => {
  const { quotasOf, ...others } = createPushSettings(settings);
  expect(others).toEqual({
    retry: { maxAttempts: 3, initialBackoff: 10, maxBackoff: 20, maxElapsed: 30, jitter: 0.1 },
    ...{ failureThreshold: 4, keepMs: 50, sends: 7, sendsPerCredential: 4 },
    ...{ repairInterval: 60, repairMinAge: 70, repairBatch: 80 },
  });
  expect(quotasOf?.('app')).toEqual({});
});

test('quotas are those of every app, of all providers and of each', () => {
  const { quotasOf } = createPushSettings({
    ...settings,
    quotas: { deliveriesPerDay: 100, fanout: 10 },
    providers: { ...settings.providers, apns: { dailyQuota: 5 }, wns: { ceiling: 6 } },
  });
  expect(quotasOf?.('app')).toEqual({
    ...{ fanoutMax: 10, deliveriesPerDay: 100 },
    providerDeliveriesPerDay: { apns: 5 },
    providerFanoutMax: { wns: 6 },
  });
});
