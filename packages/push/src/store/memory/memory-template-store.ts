import { QueueFullError } from '@shoal/queue';
import type { Template } from '../../model/template.js';
import type { Page, PageQuery } from '../page.js';
import type { TemplateStore } from '../template-store.js';
import { SortedKeys } from './sorted-keys.js';
import { toPage } from './to-page.js';

const MAX_PER_APP = 10_000;

interface AppTemplates {
  readonly ids: SortedKeys;
  readonly byId: Map<string, Template>;
}

/** Templates of this process. */
export class MemoryTemplateStore implements TemplateStore {
  readonly #apps = new Map<string, AppTemplates>();

  async put(appId: string, template: Template): Promise<void> {
    const { ids, byId } = this.#of(appId);
    if (!byId.has(template.templateId) && byId.size >= MAX_PER_APP) {
      throw new QueueFullError(`The app has ${byId.size} templates, and no more: remove some`);
    }
    ids.add(template.templateId);
    byId.set(template.templateId, template);
  }

  async find(appId: string, templateId: string): Promise<Template | undefined> {
    return this.#of(appId).byId.get(templateId);
  }

  async list(appId: string, query: PageQuery): Promise<Page<Template>> {
    const { ids, byId } = this.#of(appId);
    return toPage(ids, query, (id) => byId.get(id));
  }

  async remove(appId: string, templateId: string): Promise<boolean> {
    const { ids, byId } = this.#of(appId);
    ids.delete(templateId);
    return byId.delete(templateId);
  }

  #of(appId: string): AppTemplates {
    const templates = this.#apps.get(appId) ?? { ids: new SortedKeys(), byId: new Map() };
    this.#apps.set(appId, templates);
    return templates;
  }
}
