export { Audience, type AudienceOptions } from './audience/audience.js';
export { missedNumbers } from './audience/missed-numbers.js';
export {
  type NumberFeed,
  NumberPublisher,
  type NumberPublisherOptions,
} from './audience/number-publisher.js';
export { Page } from './audience/page.js';
export type { PageOptions, PageSession, SessionEnd } from './audience/page-session.js';
export { launchBrowser } from './browser.js';
export { ApiClient, type ApiRequest, type AuthParameter } from './clients/api-client.js';
export { createEcho, type EchoBroadcaster, EchoClient } from './clients/echo-client.js';
export type { FrameMatch, ReceivedFrame } from './clients/inbox.js';
export {
  createPusherJs,
  type PusherJs,
  PusherJsClient,
  type PusherJsOptions,
} from './clients/pusher-js-client.js';
export { createPusherServer } from './clients/pusher-server.js';
export {
  type Closed,
  type ConnectOptions,
  RawClient,
  type SubscribeOptions,
  UpgradeRefusedError,
} from './clients/raw-client.js';
export {
  authenticateUser,
  authorizeChannel,
  type ChannelAuthorization,
  type UserAuthentication,
} from './clients/signer.js';
export { collectGarbage, inspectable } from './collect-garbage.js';
export {
  type Bindable,
  type EventuallyOptions,
  eventually,
  GiveUpError,
  once,
  within,
} from './eventually.js';
export { type HttpRequest, type HttpResponse, httpRequest } from './http-request.js';
export { Deployment, type DeploymentOptions, type SurgingStrategy } from './kubernetes/deployment.js';
export { KubernetesApi } from './kubernetes/kubernetes-api.js';
export type { PodContainer, PodIdentity, PodManifest, PodTemplate } from './kubernetes/pods/pod-manifest.js';
export { type PodEvent, PodRegistry } from './kubernetes/pods/pod-registry.js';
export type { HttpProbe } from './kubernetes/pods/run-probe.js';
export type { PodEnd, RunningPod } from './kubernetes/pods/running-pod.js';
export { ServiceEndpoints, type ServiceEndpointsOptions } from './kubernetes/service/service-endpoints.js';
export {
  type FailedConnection,
  ServiceProxy,
  type ServiceProxyOptions,
} from './kubernetes/service/service-proxy.js';
export { type Labels, MetricsScrape, type Sample, scrapeMetrics } from './metrics-scrape.js';
export { observedApps } from './monitoring/cluster/observed-apps.js';
export {
  ObservedCluster,
  type ObservedClusterOptions,
  startObservedCluster,
} from './monitoring/cluster/observed-cluster.js';
export type { ObservedProcess, ObservedRole } from './monitoring/cluster/scrape-configuration.js';
export { WebhookCounter } from './monitoring/cluster/webhook-counter.js';
export { Visits } from './monitoring/load/acts/visits.js';
export { DemoLoad, type DemoLoadOptions } from './monitoring/load/demo-load.js';
export { type Bounds, Ledger, LedgerReading } from './monitoring/load/ledger.js';
export { allServers, Room } from './monitoring/load/room/room.js';
export { channelTypes } from './monitoring/load/room/room-channels.js';
export type { Seat } from './monitoring/load/room/seat.js';
export { type GaugeBounds, TableWatch } from './monitoring/load/table-watch.js';
export { type GaugeReading, readTables } from './monitoring/load/tables.js';
export {
  type ConfigurationSource,
  MonitoringProcess,
} from './monitoring/programs/monitoring-process.js';
export {
  type Notification,
  NotificationReceiver,
  type NotifiedAlert,
} from './monitoring/programs/notification-receiver.js';
export {
  type ActiveAlert,
  type InstantSample,
  type LoadedRule,
  type Metric,
  PrometheusApi,
  PrometheusRefusal,
  type RangeSeries,
  type RuleGroup,
  type ScrapeTarget,
  type TimeRange,
} from './monitoring/programs/prometheus-api.js';
export {
  type CheckOptions,
  type CheckOutcome,
  runAmtool,
  runPromtool,
} from './monitoring/programs/run-checker.js';
export {
  type Alertmanager,
  type StartAlertmanagerOptions,
  startAlertmanager,
} from './monitoring/programs/start-alertmanager.js';
export { startNodeExporter } from './monitoring/programs/start-node-exporter.js';
export {
  PrometheusProcess,
  type StartPrometheusOptions,
  startPrometheus,
} from './monitoring/programs/start-prometheus.js';
export {
  type StartVmagentOptions,
  startVmagent,
  VmagentProcess,
} from './monitoring/programs/start-vmagent.js';
export { type ApnsReason, apnsRefusal } from './push/apns/apns-refusals.js';
export { FakeApns, type FakeApnsOptions, type ReceivedApnsNotification } from './push/apns/fake-apns.js';
export {
  FakeFcm,
  type FakeFcmOptions,
  type ReceivedFcmMessage,
  type ServiceAccountKey,
} from './push/fcm/fake-fcm.js';
export { type FcmError, fcmRefusal, oauthRefusal } from './push/fcm/fcm-refusals.js';
export type { ClientGrants } from './push/grants/client-grants.js';
export { FakeHms, type FakeHmsOptions, type ReceivedHmsMessage } from './push/hms/fake-hms.js';
export { type HmsCode, hmsRefusal } from './push/hms/hms-refusals.js';
export { PushEnvironment } from './push/services/push-environment.js';
export {
  PushServices,
  type PushServicesDescription,
  type PushServicesOptions,
  type ServiceName,
  type ServicesBehaviour,
} from './push/services/push-services.js';
export { PushServicesProcess, startPushServices } from './push/services/push-services-process.js';
export { createTlsIdentity, exportP12, pushServiceName, type TlsIdentity } from './push/tls-identity.js';
export type { TokenCount, Totals } from './push/token-counts.js';
export {
  FakeWebPush,
  type FakeWebPushOptions,
  type ReceivedWebPush,
  type SubscribeOptions as WebPushSubscribeOptions,
} from './push/web-push/fake-web-push.js';
export { type PushSubscription, SubscriberKeys } from './push/web-push/subscriptions.js';
export { createVapidKeys } from './push/web-push/vapid-keys.js';
export { type WebPushStatus, webPushRefusal } from './push/web-push/web-push-refusals.js';
export { FakeWns, type FakeWnsOptions, type ReceivedWnsNotification } from './push/wns/fake-wns.js';
export { type Certificates, certifiedName } from './redis/certificates.js';
export { findProgram } from './redis/find-program.js';
export { RedisProcess } from './redis/redis-process.js';
export { type SingleRedis, type StartRedisOptions, startRedis } from './redis/start-redis.js';
export {
  RedisCluster,
  type StartRedisClusterOptions,
  startRedisCluster,
} from './redis/start-redis-cluster.js';
export { SentinelRedis, type StartSentinelOptions, startSentinel } from './redis/start-sentinel.js';
export type { LogRecord } from './server/captured-output.js';
export { freePorts, portOf } from './server/free-ports.js';
export { type AppCredentials, defaultApp, type ServerAddress } from './server/server-address.js';
export { ServerCluster, type ServerClusterOptions } from './server/server-cluster.js';
export { ServerProcess, type StartServerOptions, startServer } from './server/server-process.js';
export { type Exit, SpawnedProcess, type SpawnOptions } from './server/spawned-process.js';
export {
  type StartWorkerOptions,
  startPushWorker,
  startWebhookWorker,
  WorkerProcess,
} from './server/worker-process.js';
export type { ReceivedEvent, ReceivedWebhook } from './webhooks/received-webhook.js';
export { ReceiverProcess, startWebhookReceiver } from './webhooks/receiver-process.js';
export { type Behaviour, type FailingOptions, failing, type Reply } from './webhooks/reply.js';
export { WebhookReceiver, type WebhookReceiverOptions } from './webhooks/webhook-receiver.js';
export {
  type Arrival,
  type Tally,
  WebhookTally,
  type WebhookTallyOptions,
} from './webhooks/webhook-tally.js';
