import { PusherError } from '@shoal/protocol';
import { parseTemplate } from './parse-template.js';

const body = {
  appId: 'app',
  templateId: 'welcome',
  defaultLocale: 'en',
  locales: { en: { title: 'Hello {{ data.name }}', badge: 3 }, 'de-AT': { body: 'Servus' } },
};

test('reads a template', () => {
  expect(parseTemplate(body)).toEqual({
    templateId: 'welcome',
    defaultLocale: 'en',
    locales: { en: { title: 'Hello {{ data.name }}' }, 'de-AT': { body: 'Servus' } },
  });
});

test('keeps overrides as text', () => {
  const providerOverrides = {
    webPush: { provider: 'webPush', payload: { a: 1 } },
    wns: { payload: { type: 'raw' } },
  };
  expect(parseTemplate({ ...body, providerOverrides }).providerOverrides).toEqual({
    webPush: '{"a":1}',
    wns: '{"type":"raw"}',
  });
});

test.each([
  ['nothing', undefined, 'template'],
  ['an id with spaces', { ...body, templateId: 'a b' }, 'templateId'],
  ['no text for the default locale', { ...body, defaultLocale: 'fr' }, 'locales has no "fr"'],
  ['a wrong placeholder', { ...body, locales: { en: { title: '{{ name }}' } } }, 'is no placeholder'],
  ['a wrong locale', { ...body, locales: { en: {}, '…': {} } }, 'locales'],
  ['a wrong override', { ...body, providerOverrides: { fcm: { payload: {} } } }, 'providerOverrides.fcm'],
  [
    'an override for another provider',
    { ...body, providerOverrides: { fcm: { provider: 'hms', payload: { message: {} } } } },
    'is said to be for hms',
  ],
  [
    'too many locales',
    { ...body, locales: Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`l${index}`, {}])) },
    'at most 100 locales',
  ],
])('refuses %s', (_what, given, reason) => {
  expect(() => parseTemplate(given)).toThrow(PusherError);
  expect(() => parseTemplate(given)).toThrow(reason);
});
