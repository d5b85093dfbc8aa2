import { FakeClock } from '@shoal/queue/testing';
import { describeCredentialStore } from '../../testing/conformance/describe-credential-store.js';
import { describeQuotaStore } from '../../testing/conformance/describe-quota-store.js';
import { describeRateStore } from '../../testing/conformance/describe-rate-store.js';
import { describeTemplateStore } from '../../testing/conformance/describe-template-store.js';
import { describeDeviceStore } from '../../testing/conformance/device-store/describe-device-store.js';
import { describePublishLedger } from '../../testing/conformance/publish-ledger/describe-publish-ledger.js';
import { MemoryDeviceStore } from './devices/memory-device-store.js';
import { MemoryPublishLedger } from './ledger/memory-publish-ledger.js';
import { MemoryCredentialStore } from './memory-credential-store.js';
import { MemoryQuotaStore } from './memory-quota-store.js';
import { MemoryRateStore } from './memory-rate-store.js';
import { MemoryTemplateStore } from './memory-template-store.js';

const scope = { [Symbol.asyncDispose]: async () => {} };

describeDeviceStore({
  name: 'MemoryDeviceStore',
  create: async () => ({ ...scope, devices: new MemoryDeviceStore() }),
});

describePublishLedger({
  name: 'MemoryPublishLedger',
  runs: 60,
  create: async () => {
    const clock = new FakeClock();
    return { ...scope, clock, ledger: new MemoryPublishLedger({ clock }) };
  },
});

describeCredentialStore({
  name: 'MemoryCredentialStore',
  create: async () => ({ ...scope, credentials: new MemoryCredentialStore() }),
});

describeTemplateStore({
  name: 'MemoryTemplateStore',
  create: async () => ({ ...scope, templates: new MemoryTemplateStore() }),
});

describeQuotaStore({
  name: 'MemoryQuotaStore',
  create: async () => {
    const clock = new FakeClock();
    return { ...scope, clock, quotas: new MemoryQuotaStore(clock) };
  },
});

describeRateStore({
  name: 'MemoryRateStore',
  create: async () => {
    const clock = new FakeClock();
    return { ...scope, clock, rates: new MemoryRateStore(clock) };
  },
});
