import { z } from 'zod';
import { refusal } from '../setting/explanation.js';
import { section, setting } from '../setting/setting.js';
import { limit, milliseconds, text, wholeNumberFrom } from '../setting/values.js';
import { channelPattern, PATTERN_ALLOWED } from './channel-pattern.js';
import { endpointUrl, URL_ALLOWED } from './endpoint-url.js';
import { eventTypesSetting } from './event-types.js';

const orServer = (key: string) => ({ defaultText: `\`webhooks.${key}\`` });

const lambdaSection = section(
  z
    .strictObject({
      functionName: setting(text(), { description: 'Name or ARN of the function.' }),
      region: setting(text().default('us-east-1'), { description: 'Region of AWS.' }),
      async: setting(z.boolean().default(true), {
        description:
          'Hands events over without waiting for what the function says. Off: a function that fails gets them again.',
      }),
      clientOptions: section(
        z
          .strictObject({
            endpoint: setting(
              text()
                .regex(/^https?:\/\//)
                .optional(),
              {
                description: "Address instead of AWS' own, for tests.",
                allowed: URL_ALLOWED,
              },
            ),
            credentials: section(
              z
                .strictObject({
                  accessKeyId: setting(text(), { description: 'Id of the access key.' }),
                  secretAccessKey: setting(text(), { description: 'The access key.' }),
                })
                .optional(),
              { description: "Who calls. Without, AWS' own environment says it." },
            ),
          })
          .prefault({}),
        { description: 'How AWS is reached.' },
      ),
    })
    .optional(),
  { description: 'A function of AWS Lambda, instead of a URL.' },
);

/** Channel names allow no colon in it: that ends the namespace. */
const namespace = () => z.string().regex(/^[\w=@,;.-]{1,200}$/);

const filterSection = section(
  z
    .strictObject({
      channelPrefix: setting(text().optional(), {
        description: 'Beginning of the channel name.',
        aliases: ['channelNameStartsWith'],
      }),
      channelSuffix: setting(text().optional(), {
        description: 'End of the channel name.',
        aliases: ['channelNameEndsWith'],
      }),
      channelPattern: setting(channelPattern().optional(), {
        description: 'Matches somewhere in the channel name; `^` and `$` are its ends.',
        allowed: PATTERN_ALLOWED,
      }),
      channelNamespace: setting(namespace().optional(), {
        description:
          'What stands before the first `:` of the channel name, without `private-` and the other prefixes of types.',
        allowed: 'text that a channel name can hold, without `:`',
      }),
      channelNamespaces: setting(z.array(namespace()).default([]), {
        description: 'The same with several to choose from.',
        allowed: 'a list of such texts',
      }),
    })
    .prefault({}),
  {
    description: 'Which channels. Everything that is given has to hold.',
    aliases: ['filters'],
  },
);

const retrySection = section(
  z
    .strictObject({
      enabled: setting(z.boolean().optional(), {
        description: 'Sends again what was not accepted.',
        ...orServer('retry.enabled'),
      }),
      maxAttempts: setting(limit(), {
        description: 'Attempts in all.',
        allowed: 'a whole number from 1; 0, -1 or nothing = that of the server',
        ...orServer('retry.max_attempts'),
      }),
      maxElapsedTimeMs: setting(milliseconds(0).optional(), {
        description: 'Time after the first attempt in which another one may begin.',
        unit: 'milliseconds',
        ...orServer('retry.max_elapsed_time_ms'),
      }),
      initialBackoffMs: setting(milliseconds(1).optional(), {
        description: 'Wait before the second attempt; it doubles from then on.',
        unit: 'milliseconds',
        ...orServer('retry.initial_backoff_ms'),
      }),
      maxBackoffMs: setting(milliseconds(1).optional(), {
        description: 'Longest wait.',
        unit: 'milliseconds',
        ...orServer('retry.max_backoff_ms'),
      }),
    })
    .prefault({}),
  { description: 'What happens when an attempt fails.' },
);

/** Field names and values of RFC 9110, 5.1 and 5.5. */
const headers = () =>
  z.record(z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/), z.string().regex(/^[ -~\xa0-\xff]*$/));

/** One receiver of an app's webhooks, as it is written. */
export const writtenEndpoint = z.strictObject({
  id: setting(
    z
      .string()
      .regex(/^[A-Za-z0-9._-]{1,64}$/)
      .optional(),
    {
      description: 'Name of the endpoint in lists of what could not be delivered, unique in the app.',
      allowed: '1 to 64 letters, digits, `.`, `_` and `-`',
      defaultText: 'made from where it leads',
    },
  ),
  url: setting(endpointUrl().optional(), {
    description: 'Where the events are posted. Either this or `lambda`.',
    allowed: URL_ALLOWED,
  }),
  lambda: lambdaSection,
  eventTypes: eventTypesSetting,
  filter: filterSection,
  headers: setting(headers().default({}), {
    description: 'Headers to send along. They cannot replace those of the protocol.',
    allowed: 'names and values of HTTP headers',
  }),
  retry: retrySection,
  requestTimeoutMs: setting(milliseconds(1).optional(), {
    description: 'Time that one request may take.',
    unit: 'milliseconds',
    ...orServer('request_timeout_ms'),
    aliases: ['timeoutMs'],
  }),
  batching: section(
    z
      .strictObject({
        enabled: setting(z.boolean().optional(), {
          description: 'Sends several events in one request. Off: each for itself.',
          ...orServer('batching.enabled'),
        }),
        size: setting(wholeNumberFrom(1).max(100).optional(), {
          description: 'Most events in one request.',
          ...orServer('batching.size'),
        }),
      })
      .prefault({}),
    { description: 'How many events one request holds.' },
  ),
  ordered: setting(z.boolean().default(false), {
    description:
      'Sends the events of a channel in their order: each waits until the one before it is accepted or given up.',
  }),
  concurrency: setting(wholeNumberFrom(1).optional(), {
    description: 'Requests that one worker makes at once.',
    ...orServer('concurrency'),
  }),
});

/** An endpoint leads to one place. */
export const endpointSchema = writtenEndpoint.transform(({ url, lambda, ...endpoint }, context) => {
  if (url !== undefined && lambda === undefined) return { ...endpoint, ...url, lambda: undefined };
  if (url === undefined && lambda !== undefined)
    return { ...endpoint, url, authorization: undefined, lambda };
  const explanation =
    url === undefined
      ? 'is missing: an endpoint needs it, or lambda'
      : 'is given together with lambda, and an endpoint leads to one place. Remove one of them';
  context.issues.push({ ...refusal(url, explanation), path: ['url'] });
  return z.NEVER;
});

export type EndpointSettings = z.output<typeof endpointSchema>;
