export {
  type CredentialStoreFixture,
  type CredentialStoreSubject,
  describeCredentialStore,
} from './conformance/describe-credential-store.js';
export {
  describeQuotaStore,
  type QuotaStoreFixture,
  type QuotaStoreSubject,
} from './conformance/describe-quota-store.js';
export {
  describeRateStore,
  type RateStoreFixture,
  type RateStoreSubject,
} from './conformance/describe-rate-store.js';
export {
  describeTemplateStore,
  type TemplateStoreFixture,
  type TemplateStoreSubject,
} from './conformance/describe-template-store.js';
export { describeDeviceStore } from './conformance/device-store/describe-device-store.js';
export type {
  DeviceStoreFixture,
  DeviceStoreSubject,
} from './conformance/device-store/device-store-subject.js';
export { describePublishLedger } from './conformance/publish-ledger/describe-publish-ledger.js';
export type {
  PublishLedgerFixture,
  PublishLedgerSubject,
} from './conformance/publish-ledger/publish-ledger-subject.js';
export { walkPages } from './conformance/walk-pages.js';
export { RECIPIENTS, samplePublish, sampleRegistration } from './samples.js';
