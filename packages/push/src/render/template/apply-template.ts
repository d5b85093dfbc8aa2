import { badRequest } from '../../bad-request.js';
import type { Notification } from '../../model/publish.js';
import type { Template, TemplateText } from '../../model/template.js';
import type { ProviderOverrides } from '../render-payloads.js';
import { fillPlaceholders } from './placeholders.js';

/** What a publish says itself. */
export interface PublishContent {
  readonly notification: Notification;
  readonly overrides?: ProviderOverrides;
  /** Values for the placeholders; `locale` chooses among the template's texts. */
  readonly templateData?: Readonly<Record<string, unknown>>;
}

export interface ResolvedContent {
  readonly notification: Notification;
  readonly overrides: ProviderOverrides;
}

/**
 * The template's text in the wanted language, filled in, under what the publish says itself. Only texts of the template
 * have placeholders.
 *
 * @throws PusherError `bad_request`: see `fillPlaceholders`
 */
export function applyTemplate(template: Template, content: PublishContent): ResolvedContent {
  const { notification, overrides, templateData = {} } = content;
  const text = chooseText(template, templateData.locale);
  // A text that the publish replaces needs no values.
  const needed = Object.entries(text).filter(([field]) => !Object.hasOwn(notification, field));
  const filled = needed.map(([field, value]) => [field, fillPlaceholders(value, templateData)]);
  return {
    notification: { ...Object.fromEntries(filled), ...notification },
    overrides: { ...template.providerOverrides, ...overrides },
  };
}

/** Of the locale itself, else of its language (`de` for `de-AT`), else the default. */
function chooseText({ locales, defaultLocale }: Template, locale: unknown): TemplateText {
  const wanted = typeof locale === 'string' ? [locale, locale.split(/[-_]/)[0] ?? ''] : [];
  for (const name of [...wanted, defaultLocale]) {
    const text = Object.hasOwn(locales, name) ? locales[name] : undefined;
    if (text !== undefined) return text;
  }
  throw badRequest(`The template has no text for its default locale "${defaultLocale}"`);
}
