/**
 * What all keys of an app begin with: `<prefix>{app:<app>}:`. Devices, subscriptions, credentials, templates, quotas
 * and the app's lists of publishes are in one slot of a Cluster.
 */
export function appBase(prefix: string, appId: string): string {
  return `${checkPrefix(prefix)}{app:${inTag(appId)}}:`;
}

/** What all keys of a publish begin with: `<prefix>{publish:<app>:<publish>}:`. Its plan and its deliveries are in one slot. */
export function publishBase(prefix: string, appId: string, publishId: string): string {
  return `${checkPrefix(prefix)}{publish:${inTag(appId)}:${inTag(publishId)}}:`;
}

/** ZSET of the publishes of all apps that have not ended, score: when something was heard of one last, or later (ms). */
export function unfinishedKey(prefix: string): string {
  return `${checkPrefix(prefix)}{publishes}:unfinished`;
}

/** Names of a publish's keys as Lua expressions; `base` is the script's only key. */
export const publishKeys = {
  /** STRING JSON of the publish, raw recipients included */
  publish: "base .. 'publish'",
  /** HASH STATUS_FIELDS, and: place, nextBatch, open (deliveries), planned:<provider>, untold (states), heardAtMs, keepMs */
  status: "base .. 'status'",
  /** HASH number of a batch with open deliveries -> provider */
  batches: "base .. 'batches'",
  /** SET numbers of those that nobody has tried */
  untried: "base .. 'untried'",
  /** SET keys of all deliveries until the plan is complete; only with more than one target */
  reached: "base .. 'reached'",
  /** HASH name of a delivery -> its last report as JSON, after `occurredAtMs outcome ` */
  reports: "base .. 'reports'",
  /** ZSET the same names, score: occurredAtMs */
  reportTimes: "base .. 'report-times'",
  /** HASH outcome -> deliveries that were last reported so */
  reportCounts: "base .. 'report-counts'",
  /** HASH key of an open delivery -> `attempts notBeforeMs firstAttemptAtMs lastAtMs` */
  batch: (number: string) => `base .. 'batch:' .. ${number}`,
} as const;

/** Names of an app's keys as Lua expressions; `base` is the script's only key. Lists are ZSETs of score 0, by name. */
export const appKeys = {
  /** HASH DEVICE_FIELDS, and: clientId, provider, tokenHash, failedAtMs */
  device: (id: string) => `base .. 'device:' .. ${id}`,
  /** HASH device id -> `provider state`: what an audience needs to know of many */
  reach: "base .. 'reach'",
  /** HASH state -> number of devices */
  counts: "base .. 'counts'",
  /** ZSET ids of all devices */
  devices: "base .. 'devices'",
  /** ZSET ids of a client's devices */
  client: (id: string) => `base .. 'client:' .. ${id}`,
  /** ZSET channels with a subscription */
  channels: "base .. 'channels'",
  /** ZSET ids of the devices that are subscribed. It decides: */
  channel: (name: string) => `base .. 'channel:' .. ${name}`,
  /** ZSET channels that a device is subscribed to, or was when somebody unsubscribed the whole channel */
  subscriptions: (deviceId: string) => `base .. 'subscriptions:' .. ${deviceId}`,
  /** HASH name -> JSON; kinds are `templates` and `credentials` */
  documents: (kind: string) => `base .. ${kind}`,
  /** ZSET names of a kind's documents */
  documentNames: (kind: string) => `base .. ${kind} .. ':names'`,
  /** STRING what was used of an allowance on a day */
  quotaUse: (day: string, what: string) => `base .. 'quota:' .. ${day} .. ':' .. ${what}`,
  /** STRING what a token has taken of it: the day, how many, and 1 when it takes no more */
  quotaToken: (what: string, token: string) => `base .. 'quota-token:' .. ${what} .. ':' .. ${token}`,
  /** HASH tokens, atMs (when they were that many). It goes when the bucket is full */
  bucket: (what: string) => `base .. 'rate:' .. ${what}`,
} as const;

/** Ids stand between the braces: nothing in them may be one, or a separator. */
function inTag(id: string): string {
  return encodeURIComponent(id.toWellFormed());
}

/** @throws Error for a prefix with a brace: it would replace the hash tags, and put everything on one primary */
function checkPrefix(prefix: string): string {
  if (!/[{}]/.test(prefix)) return prefix;
  throw new Error(`The key prefix ${JSON.stringify(prefix)} has a brace: choose one without { and }`);
}
