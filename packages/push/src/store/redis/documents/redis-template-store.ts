import type { RedisLink } from '@shoal/queue/redis';
import { z } from 'zod';
import { PROVIDERS } from '../../../model/provider.js';
import type { Template } from '../../../model/template.js';
import type { Page, PageQuery } from '../../page.js';
import type { TemplateStore } from '../../template-store.js';
import { readStored } from '../stored-format.js';
import { RedisDocuments } from './redis-documents.js';

const storedText = z.object({
  title: z.string().exactOptional(),
  body: z.string().exactOptional(),
  icon: z.string().exactOptional(),
  sound: z.string().exactOptional(),
  collapseKey: z.string().exactOptional(),
});

const storedTemplate = z.object({
  templateId: z.string(),
  defaultLocale: z.string(),
  locales: z.record(z.string(), storedText),
  providerOverrides: z.partialRecord(z.enum(PROVIDERS), z.string()).exactOptional(),
});

/** Templates in Redis. */
export class RedisTemplateStore implements TemplateStore {
  readonly #templates: RedisDocuments<Template>;

  constructor(options: { readonly link: RedisLink; readonly prefix: string }) {
    this.#templates = new RedisDocuments({ ...options, kind: 'templates', read: readTemplate });
  }

  put(appId: string, template: Template): Promise<void> {
    return this.#templates.put(appId, template.templateId, template);
  }

  find(appId: string, templateId: string): Promise<Template | undefined> {
    return this.#templates.find(appId, templateId);
  }

  list(appId: string, query: PageQuery): Promise<Page<Template>> {
    return this.#templates.page(appId, query);
  }

  async remove(appId: string, templateId: string): Promise<boolean> {
    return (await this.#templates.remove(appId, { first: templateId, last: templateId })) > 0;
  }
}

/** @throws UnreadableDataError */
function readTemplate(text: string): Template {
  return readStored(storedTemplate, text, 'A template');
}
