import { PusherError } from '@shoal/protocol';
import type { Template } from '../../model/template.js';
import { applyTemplate, type PublishContent } from './apply-template.js';

const template: Template = {
  templateId: 'shipped',
  defaultLocale: 'en',
  locales: {
    en: {
      title: 'Order {{ data.order.id }}',
      body: 'On its way to {{data.city}}',
      collapseKey: 'o-{{ data.order.id }}',
    },
    de: { title: 'Bestellung {{ data.order.id }}' },
    'de-AT': { title: 'Servus' },
  },
  providerOverrides: { fcm: '{"message":{"a":1}}', apns: '{"aps":{}}' },
};
const templateData = { order: { id: 7 }, city: 'Ulm' };

function apply(content: Partial<PublishContent> = {}) {
  return applyTemplate(template, { notification: {}, templateData, ...content });
}

function titleFor(locale: unknown): string | undefined {
  return apply({ templateData: { ...templateData, locale } }).notification.title;
}

test('fills in what the template says', () => {
  expect(apply().notification).toEqual({ title: 'Order 7', body: 'On its way to Ulm', collapseKey: 'o-7' });
});

test('speaks the locale, else its language, else the default', () => {
  expect(titleFor('de-AT')).toBe('Servus');
  expect(titleFor('de-CH')).toBe('Bestellung 7');
  expect(titleFor('de_DE')).toBe('Bestellung 7');
  expect(titleFor('fr')).toBe('Order 7');
  expect(titleFor('constructor')).toBe('Order 7');
  expect(titleFor(3)).toBe('Order 7');
});

test('what the publish says itself wins, and is sent as it is', () => {
  const data = { order: '7' };
  const { notification } = apply({ notification: { title: '{{ data.nothing }}', data } });
  expect(notification).toEqual({
    title: '{{ data.nothing }}',
    body: 'On its way to Ulm',
    collapseKey: 'o-7',
    data,
  });
});

test('a text that is replaced needs no values', () => {
  const { notification } = apply({
    notification: { title: 'a', body: 'b', collapseKey: 'c' },
    templateData: {},
  });
  expect(notification).toEqual({ title: 'a', body: 'b', collapseKey: 'c' });
});

test('overrides of the publish win over those of the template, each as a whole', () => {
  expect(apply({ overrides: { fcm: '{"message":{"b":2}}', hms: '{}' } }).overrides).toEqual({
    fcm: '{"message":{"b":2}}',
    apns: '{"aps":{}}',
    hms: '{}',
  });
  expect(apply().overrides).toEqual(template.providerOverrides);
});

test('a template without a text for its default locale is refused', () => {
  const broken = { ...template, defaultLocale: 'fr' };
  expect(() => applyTemplate(broken, { notification: {} })).toThrow(PusherError);
});
