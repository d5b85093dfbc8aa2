import { PusherError } from '@shoal/protocol';
import { PROVIDERS, type Provider } from '@shoal/push';
import type { OpenedPush } from '../../../../push/open-push.js';
import { noContent, type PushHandler } from '../push-request.js';

type Name =
  | 'putCredential'
  | 'listCredentials'
  | 'removeCredential'
  | 'putTemplate'
  | 'listTemplates'
  | 'findTemplate'
  | 'removeTemplate';

/** What an app has stored for its pushes: credentials and templates. */
export function settingHandlers({
  credentials,
  templates,
}: Pick<OpenedPush, 'credentials' | 'templates'>): Record<Name, PushHandler> {
  return {
    putCredential: async ({ appId, parameters, body }) => {
      const provider = providerOf(parameters.credential);
      return { status: 201, body: await credentials.put(appId, provider, body()) };
    },
    listCredentials: async ({ appId, query }) => ({ body: await credentials.list(appId, query) }),
    removeCredential: async ({ appId, parameters, query }) => {
      await credentials.remove(appId, parameters.credential ?? '', query);
      return noContent;
    },
    putTemplate: async ({ appId, body }) => ({ status: 201, body: await templates.put(appId, body()) }),
    listTemplates: async ({ appId, query }) => ({ body: await templates.list(appId, query) }),
    findTemplate: async ({ appId, parameters }) => ({
      body: await templates.find(appId, parameters.templateId ?? ''),
    }),
    removeTemplate: async ({ appId, parameters }) => {
      await templates.remove(appId, parameters.templateId ?? '');
      return noContent;
    },
  };
}

/** Paths have them in small letters. */
function providerOf(name: string | undefined): Provider {
  const provider = PROVIDERS.find((each) => each.toLowerCase() === name?.toLowerCase());
  if (provider !== undefined) return provider;
  throw new PusherError('not_found', 'There are credentials for fcm, apns, webpush, hms and wns');
}
