import { MemoryTemplateStore } from '../../store/memory/memory-template-store.js';
import { AppTemplates } from './app-templates.js';

const create = () => new AppTemplates({ store: new MemoryTemplateStore() });

const template = {
  templateId: 'packed',
  defaultLocale: 'en',
  locales: { en: { title: 'Packed', body: 'Order {{ data.id }}' }, de: { title: 'Gepackt' } },
  providerOverrides: { apns: { provider: 'apns', payload: { aps: { alert: 'Packed' } } } },
};

test('a template is answered as it was given', async () => {
  const templates = create();
  const view = { appId: 'app', ...template };
  expect(await templates.put('app', template)).toEqual(view);
  expect(await templates.find('app', 'packed')).toEqual(view);
  expect(await templates.list('app', {})).toEqual({ items: [view], next_cursor: null, has_more: false });
  const { providerOverrides: _, ...plain } = template;
  expect(await templates.put('app', plain)).toEqual({ appId: 'app', ...plain });
});

test('one of another app, or that was removed, is not there', async () => {
  const templates = create();
  await templates.put('app', template);
  await expect(templates.find('other', 'packed')).rejects.toMatchObject({ key: 'not_found' });
  await templates.remove('app', 'packed');
  await templates.remove('app', 'packed');
  await expect(templates.find('app', 'packed')).rejects.toMatchObject({ key: 'not_found' });
});

test('pages follow each other', async () => {
  const templates = create();
  for (const templateId of ['a', 'b', 'c']) await templates.put('app', { ...template, templateId });
  const first = await templates.list('app', { limit: '2' });
  expect(first.items.map(({ templateId }) => templateId)).toEqual(['a', 'b']);
  const second = await templates.list('app', { limit: '2', cursor: first.next_cursor ?? '' });
  expect(second.items.map(({ templateId }) => templateId)).toEqual(['c']);
  expect(second.has_more).toBe(false);
});
