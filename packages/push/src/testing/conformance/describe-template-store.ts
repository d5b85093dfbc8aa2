import type { Template } from '../../model/template.js';
import type { TemplateStore } from '../../store/template-store.js';
import { walkPages } from './walk-pages.js';

/** An implementation of TemplateStore that is held to the port's promises. */
export interface TemplateStoreSubject {
  readonly name: string;
  /** A fresh, empty store. */
  create(): Promise<TemplateStoreFixture>;
}

export interface TemplateStoreFixture extends AsyncDisposable {
  readonly templates: TemplateStore;
}

const template = (templateId: string, changes: Partial<Template> = {}): Template => ({
  ...{ templateId, defaultLocale: 'en', locales: { en: { title: 'Hello {{ data.name }}' } } },
  ...changes,
});

/** Declares what every TemplateStore promises. */
export function describeTemplateStore(subject: TemplateStoreSubject): void {
  describe(`${subject.name} as a TemplateStore`, () => {
    test('a template is found as it was put', async () => {
      await using fixture = await subject.create();
      const { templates } = fixture;
      const full = template('full', {
        locales: {
          en: { title: 't', body: 'b', icon: 'https://i', sound: 's', collapseKey: 'c' },
          'de-AT': { body: 'Grüß „Gott“' },
        },
        providerOverrides: { apns: '{"aps":{}}', wns: '{}' },
      });
      for (const each of [full, template('plain')]) {
        await templates.put('app', each);
        expect(await templates.find('app', each.templateId)).toEqual(each);
      }
      expect(await templates.find('app', 'unknown')).toBeUndefined();
      expect(await templates.find('other', 'full')).toBeUndefined();
    });

    test('the same id again replaces it', async () => {
      await using fixture = await subject.create();
      const { templates } = fixture;
      await templates.put('app', template('a', { providerOverrides: { fcm: '{}' } }));
      const other = template('a', { defaultLocale: 'fr' });
      await templates.put('app', other);
      expect(await templates.find('app', 'a')).toEqual(other);
      expect((await templates.list('app', { limit: 5 })).items).toEqual([other]);
    });

    test('templates are listed page by page', async () => {
      await using fixture = await subject.create();
      const { templates } = fixture;
      for (const id of ['d', 'b', 'e', 'a', 'c']) await templates.put('app', template(id));
      const listed = await walkPages((query) => templates.list('app', query));
      expect(listed).toEqual(['a', 'b', 'c', 'd', 'e'].map((id) => template(id)));
      expect(await templates.list('other', { limit: 5 })).toEqual({ items: [] });
    });

    test('a template is removed once', async () => {
      await using fixture = await subject.create();
      const { templates } = fixture;
      for (const id of ['a', 'b']) await templates.put('app', template(id));
      expect(await templates.remove('other', 'a')).toBe(false);
      expect(await templates.remove('app', 'a')).toBe(true);
      expect(await templates.remove('app', 'a')).toBe(false);
      expect(await templates.find('app', 'a')).toBeUndefined();
      expect((await templates.list('app', { limit: 5 })).items).toEqual([template('b')]);
    });
  });
}
