import { PusherError } from '@shoal/protocol';
import { type Clock, systemClock } from '@shoal/queue';
import {
  type ListAnswer,
  parseListQuery,
  type QueryParameters,
  toListAnswer,
} from '../../device-api/list-query.js';
import { PROVIDERS, type Provider } from '../../model/provider.js';
import type { Template } from '../../model/template.js';
import type { TemplateStore } from '../../store/template-store.js';
import { parseTemplate } from './parse-template.js';

export interface AppTemplatesParts {
  readonly store: TemplateStore;
  readonly clock?: Clock;
}

/** A template as it was given. */
export interface TemplateView extends Omit<Template, 'providerOverrides'> {
  readonly appId: string;
  readonly providerOverrides?: Readonly<
    Partial<Record<Provider, { readonly provider: Provider; readonly payload: unknown }>>
  >;
}

/** `…/push/templates`, for admins. Everything may throw QueueAwayError. */
export class AppTemplates {
  readonly #parts: AppTemplatesParts;

  constructor(parts: AppTemplatesParts) {
    this.#parts = parts;
  }

  /** The same id again replaces it. @throws PusherError `bad_request` */
  async put(appId: string, body: unknown): Promise<TemplateView> {
    const template = parseTemplate(body);
    await this.#parts.store.put(appId, template);
    return toView(appId, template);
  }

  /** @throws PusherError `not_found` */
  async find(appId: string, templateId: string): Promise<TemplateView> {
    const template = await this.#parts.store.find(appId, templateId);
    if (template === undefined) throw new PusherError('not_found', 'There is no such template');
    return toView(appId, template);
  }

  /** @throws PusherError `bad_request` */
  async list(appId: string, query: QueryParameters): Promise<ListAnswer<TemplateView>> {
    const name = { appId, kind: 'template' } as const;
    const { store, clock = systemClock } = this.#parts;
    const page = await store.list(appId, parseListQuery(query, name));
    const items = page.items.map((template) => toView(appId, template));
    return toListAnswer({ ...page, items }, name, clock.wall());
  }

  /** One that is not there is no error. */
  async remove(appId: string, templateId: string): Promise<void> {
    await this.#parts.store.remove(appId, templateId);
  }
}

function toView(appId: string, { providerOverrides, ...template }: Template): TemplateView {
  if (providerOverrides === undefined) return { appId, ...template };
  const overrides = PROVIDERS.flatMap((provider) => {
    const payload = providerOverrides[provider];
    return payload === undefined ? [] : [[provider, { provider, payload: parse(payload) }] as const];
  });
  return { appId, ...template, providerOverrides: Object.fromEntries(overrides) };
}

function parse(json: string): unknown {
  return JSON.parse(json);
}
