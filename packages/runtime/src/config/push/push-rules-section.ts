import { z } from 'zod';
import { section, setting } from '../setting/setting.js';
import { text, wholeNumberFrom } from '../setting/values.js';

const bytes = (most: number) =>
  z
    .string()
    .min(1)
    .refine((value) => Buffer.byteLength(value) <= most);

const mappingSection = section(
  z
    .strictObject({
      titleField: setting(text().default('title'), { description: 'Field of the title.' }),
      bodyField: setting(text().default('body'), { description: 'Field of the body.' }),
      templateDataField: setting(text().default('data'), {
        description: 'Field under which `templateData` has the remaining ones.',
      }),
      includeRemainingFields: setting(z.boolean().default(true), {
        description: 'Passes on what is neither title nor body.',
      }),
    })
    .prefault({}),
  { description: "What becomes of the fields of the event's data." },
);

const ruleSchema = z.strictObject({
  enabled: setting(z.boolean().default(true), { description: 'Off: the rule does nothing.' }),
  channelPattern: setting(bytes(256).regex(/^[^*]*\*?$/), {
    description: 'Channels whose events are pushed to their subscribed devices.',
    allowed: 'a channel, the beginning of channels and `*`, or `*` for all; at most 256 bytes',
  }),
  eventFilter: setting(z.array(bytes(200)).min(1).max(32), {
    description: 'Events that are pushed.',
    allowed: '1 to 32 names of events, each of at most 200 bytes',
  }),
  rateLimitPerSecond: setting(wholeNumberFrom(1).default(100), {
    description: 'Pushes that the rule may make for an app in a second.',
  }),
  payloadMapping: mappingSection,
});

export const pushRulesSection = section(z.array(ruleSchema).default([]), {
  description:
    'Events published over the REST API that are pushed as well. Their data has to be a JSON object with a title and a body.',
});

/** One rule, checked and complete. */
export type PushRuleConfiguration = z.output<typeof ruleSchema>;
