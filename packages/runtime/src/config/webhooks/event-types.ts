import { z } from 'zod';
import { refusal } from '../setting/explanation.js';
import { setting } from '../setting/setting.js';
import { suggest } from '../sources/suggestion.js';

const EVENT_NAMES = [
  'channel_occupied',
  'channel_vacated',
  'member_added',
  'member_removed',
  'client_event',
  'cache_miss',
  'subscription_count',
] as const;

/** What webhooks tell of. */
export type WebhookEventName = (typeof EVENT_NAMES)[number];

/** Of features that Sockudo has besides protocol 7, and this release does not. */
const OF_SOCKUDO: readonly string[] = [
  'member_updated',
  'message_version_created',
  'annotation_created',
  'annotation_deleted',
];

/** Whether this release ever sends events of that name. */
export function isWebhookEventName(name: string): name is WebhookEventName {
  return EVENT_NAMES.some((known) => known === name);
}

/** A name that is allowed: one that is sent, or one that Sockudo knows, so that its files can stay as they are. */
function isKnown(name: string): boolean {
  return isWebhookEventName(name) || OF_SOCKUDO.includes(name) || /^ai_[a-z]+(_[a-z]+)*$/.test(name);
}

const eventType = z.string().superRefine((name, context) => {
  if (!isKnown(name)) context.addIssue(refusal(name, explain(name)));
});

/** The events that an endpoint wants, as they were written. */
export const eventTypesSetting = setting(z.array(eventType), {
  description:
    'The events that are sent there, and no others. Names of events that only Sockudo has give a warning.',
  allowed: `a list of ${EVENT_NAMES.join(', ')}`,
});

function explain(name: string): string {
  const near = suggest(name, EVENT_NAMES);
  const quoted = /^[\w-]{1,32}$/.test(name) ? `"${name}"` : 'this';
  const hint = near === undefined ? `There are: ${EVENT_NAMES.join(', ')}` : `Did you mean ${near}?`;
  return `${quoted} is no event of webhooks. ${hint}`;
}
