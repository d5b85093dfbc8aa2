import { z } from 'zod';
import { badRequest, parseBody } from '../../bad-request.js';
import { PROVIDERS, type Provider } from '../../model/provider.js';
import type { Template } from '../../model/template.js';
import { checkOverride } from '../render-payloads.js';
import { checkPlaceholders } from './placeholders.js';

const MAX_LOCALES = 100;
const LOCALE = /^[A-Za-z0-9]{1,8}([-_][A-Za-z0-9]{1,8}){0,4}$/;

const field = z.string().max(4_096).optional();
const textSchema = z.object({ title: field, body: field, icon: field, sound: field, collapseKey: field });
const locale = z.string().regex(LOCALE, 'must be a locale, like en or de-AT');

const templateSchema = z.object({
  templateId: z.string().regex(/^[A-Za-z0-9_.-]{1,128}$/, 'must be of 1 to 128 letters, digits, _ . -'),
  defaultLocale: locale,
  locales: z
    .record(locale, textSchema)
    .refine((locales) => Object.keys(locales).length <= MAX_LOCALES, `at most ${MAX_LOCALES} locales`),
  providerOverrides: z
    .partialRecord(
      z.enum(PROVIDERS),
      z.object({ provider: z.enum(PROVIDERS).optional(), payload: z.record(z.string(), z.unknown()) }),
    )
    .optional(),
});

/**
 * The body of a template, judged as far as that can be without values.
 *
 * @throws PusherError `bad_request`
 */
export function parseTemplate(body: unknown): Template {
  const {
    templateId,
    defaultLocale,
    locales,
    providerOverrides = {},
  } = parseBody(templateSchema, body, 'template');
  if (!Object.hasOwn(locales, defaultLocale)) {
    throw badRequest(`template: locales has no "${defaultLocale}", which is the default locale`);
  }
  const texts = Object.fromEntries(Object.entries(locales).map(([name, text]) => [name, checked(text)]));
  const overrides = parseOverrides(providerOverrides);
  return {
    ...{ templateId, defaultLocale, locales: texts },
    ...(Object.keys(overrides).length > 0 && { providerOverrides: overrides }),
  };
}

function checked(text: z.output<typeof textSchema>): Record<string, string> {
  const fields = Object.entries(text).filter((entry): entry is [string, string] => entry[1] !== undefined);
  for (const [, value] of fields) checkPlaceholders(value);
  return Object.fromEntries(fields);
}

type Overrides = NonNullable<z.output<typeof templateSchema>['providerOverrides']>;

function parseOverrides(overrides: Overrides): Partial<Record<Provider, string>> {
  const texts: Partial<Record<Provider, string>> = {};
  for (const provider of PROVIDERS) {
    const override = overrides[provider];
    if (override === undefined) continue;
    if (override.provider !== undefined && override.provider !== provider) {
      throw badRequest(`template: providerOverrides.${provider} is said to be for ${override.provider}`);
    }
    texts[provider] = JSON.stringify(override.payload);
    checkOverride(provider, texts[provider]);
  }
  return texts;
}
