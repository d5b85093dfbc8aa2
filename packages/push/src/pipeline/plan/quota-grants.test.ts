import type { Provider } from '../../model/provider.js';
import type { PushQuotas } from '../../push-settings.js';
import { createTestPublish, createTestPush } from '../../testing/test-push.js';
import type { Reached } from './audience-reader.js';
import { QuotaGrants } from './quota-grants.js';

const publish = createTestPublish('pub', [{ type: 'channel', channel: 'news' }]);
const place = { target: 0 };
const plan = { planned: {} };

function setup(quotas: PushQuotas) {
  const { stores } = createTestPush();
  return { quotas: stores.quotas, grants: new QuotaGrants({ ...stores, quotasOf: () => quotas }) };
}

function page(count: number, provider: Provider = 'fcm'): readonly Reached[] {
  return Array.from({ length: count }, (_, index) => ({ provider, key: `d:${provider}${index}` }));
}

test('of two planners that plan a longer and a shorter page at once none is cut off, and the allowance is taken once', async () => {
  const { quotas, grants } = setup({
    deliveriesPerDay: 1_000,
    providerDeliveriesPerDay: { fcm: 1_000, hms: 1_000 },
  });
  const long = [...page(300), ...page(50, 'hms')];
  for (const reached of [page(100), long, page(100)]) {
    expect(await grants.grant({ publish, place, plan, reached })).toMatchObject({ reached, refused: 0 });
  }
  // The short one is what the ledger took.
  await grants.settle({ publish, place }, page(100));
  const used = await Promise.all(['deliveries', 'fcm', 'hms'].map((what) => quotas.used('app', what)));
  expect(used).toEqual([100, 100, 0]);
  // Whoever comes too late takes nothing.
  await grants.grant({ publish, place, plan, reached: long });
  expect(await quotas.used('app', 'deliveries')).toBe(100);
});

test('a page that was cut off is cut off for whoever asks again', async () => {
  const { grants } = setup({ deliveriesPerDay: 70 });
  const cut = { reached: page(70), refused: 30, reason: 'the allowance of the day is used up' };
  expect(await grants.grant({ publish, place, plan, reached: page(100) })).toEqual(cut);
  await grants.settle({ publish, place }, page(70));
  expect(await grants.grant({ publish, place, plan, reached: page(100) })).toEqual(cut);
});

test('who was not limited is not asked for anything', async () => {
  const refuse = () => Promise.reject(new Error('asked'));
  const stores = { quotas: { take: refuse, settle: refuse }, ledger: { unreached: refuse } };
  const grants = new QuotaGrants({ ...stores, quotasOf: () => ({ fanoutMax: 1 }) });
  expect(await grants.grant({ publish, place, plan, reached: page(3) })).toMatchObject({ refused: 0 });
  await grants.settle({ publish, place }, page(3));
});
