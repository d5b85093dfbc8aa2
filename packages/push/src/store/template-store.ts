import type { Template } from '../model/template.js';
import type { Page, PageQuery } from './page.js';

/** Port. Every method may throw QueueAwayError. */
export interface TemplateStore {
  put(appId: string, template: Template): Promise<void>;
  find(appId: string, templateId: string): Promise<Template | undefined>;
  list(appId: string, query: PageQuery): Promise<Page<Template>>;
  /** @returns whether it was there */
  remove(appId: string, templateId: string): Promise<boolean>;
}
