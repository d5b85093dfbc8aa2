import type { Provider } from './provider.js';

export interface TemplateText {
  readonly title?: string;
  readonly body?: string;
  readonly icon?: string;
  readonly sound?: string;
  readonly collapseKey?: string;
}

export interface Template {
  readonly templateId: string;
  readonly defaultLocale: string;
  readonly locales: Readonly<Record<string, TemplateText>>;
  /** Payload of a provider that replaces the rendered one, as JSON text. */
  readonly providerOverrides?: Readonly<Partial<Record<Provider, string>>>;
}
