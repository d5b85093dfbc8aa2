export type { PublishIntent } from './admission/parse-publish.js';
export {
  type AdmitOneOptions,
  type AdmitOptions,
  type AdmittedPublish,
  type PublishAnswer,
  PushAdmission,
  type PushAdmissionParts,
} from './admission/push-admission.js';
export { PushThrottledError } from './admission/push-throttled-error.js';
export {
  type BackPressure,
  defaultPressureLimits,
  type PressureLimits,
  QueuePressure,
} from './admission/queue-pressure.js';
export {
  type CredentialSettings,
  createPushCredentials,
  type PushCredentials,
} from './configure/create-credentials.js';
export { createPushProviders, type PushProviderSettings } from './configure/create-providers.js';
export { createPushSettings, type PipelineSettings } from './configure/create-settings.js';
export {
  hostPatterns,
  type ProviderChoice,
  type ProviderSettings,
  type PushServiceHosts,
  servedProviders,
} from './configure/provider-settings.js';
export {
  PushDeadLetters,
  type PushDeadLettersParts,
  type PushLetterQuery,
  type PushReplay,
} from './dead-letters/push-dead-letters.js';
export { ChannelSubscriptions, type SubscriptionView } from './device-api/channel-subscriptions.js';
export { type Caller, ensureAdmin } from './device-api/device-access.js';
export {
  type DeviceApiParts,
  DeviceRegistrations,
  type DeviceRequest,
  type RegistrationAnswer,
} from './device-api/device-registrations.js';
export type { DeviceView } from './device-api/device-view.js';
export {
  type ListAnswer,
  type ListKind,
  type ListName,
  parseListQuery,
  type QueryParameters,
  toListAnswer,
} from './device-api/list-query.js';
export { logRefusals, type RefusalLog } from './log-refusals.js';
export type { Credential } from './model/credential.js';
export type { DeliveryReport, ReportedDeliveries, ReportedOutcome } from './model/delivery-report.js';
export type { Device, DeviceRegistration, DeviceState, RatePolicy } from './model/device.js';
export { PROVIDERS, type Provider } from './model/provider.js';
export type { Notification, Publish } from './model/publish.js';
export {
  isTerminal,
  PUBLISH_STATES,
  type PublishCounters,
  type PublishState,
  type PublishStatus,
} from './model/publish-status.js';
export type { Recipient } from './model/recipient.js';
export type { Target } from './model/target.js';
export type { Template } from './model/template.js';
export type { CredentialSource } from './pipeline/credential-source.js';
export { PublishControl, type PublishControlParts } from './pipeline/publish-control.js';
export type { DeliveryLetter, DispatchJob, PlanJob } from './pipeline/push-jobs.js';
export { StatusAnnouncer, type StatusChanged } from './pipeline/status-announcer.js';
export { type StatusBatch, type StatusWebhooksParts, statusWebhooks } from './pipeline/status-webhooks.js';
export type { FailureClass, ProviderOutcome } from './provider/provider-outcome.js';
export type { PushProvider, Shipment } from './provider/push-provider.js';
export type { AdmissionResult, Deferral, DeliveryOutcome, PushObserver } from './push-observer.js';
export {
  defaultPushSettings,
  type PushQuotas,
  type PushRetryPolicy,
  type PushSettings,
} from './push-settings.js';
export { RecipientParser, type RecipientParserOptions } from './recipient-parser.js';
export { AppTemplates, type AppTemplatesParts, type TemplateView } from './render/template/app-templates.js';
export { DeliveryReports, type DeliveryReportsParts } from './reports/delivery-reports.js';
export { type PushProviders, type StartedPush, type StartPushOptions, startPush } from './start-push.js';
export { type MemoryPushStoresOptions, memoryPushStores } from './store/memory/memory-push-stores.js';
export {
  dispatchQueue,
  type OpenedPushStores,
  PLAN_QUEUE,
  type PushStores,
} from './store/push-stores.js';
export { AppCredentials, type AppCredentialsParts, type CredentialView } from './vault/app-credentials.js';
