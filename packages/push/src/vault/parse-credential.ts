import { z } from 'zod';
import { badRequest, parseBody } from '../bad-request.js';
import type { Credential } from '../model/credential.js';
import type { Provider } from '../model/provider.js';
import { parseApnsSecret } from './parse-apns-secret.js';
import { parseServiceAccount } from './parse-service-account.js';
import { checkVapidKeys } from './vapid-keys.js';

export interface CredentialBody {
  readonly appId: string;
  readonly provider: Provider;
  /** Parsed JSON. */
  readonly body: unknown;
  /** Whom push services may write to about web pushes of an app that says nothing: `mailto:` or https. */
  readonly defaultContact?: string | undefined;
}

const ID = /^[A-Za-z0-9_.-]{1,128}$/;
const secret = z.string().min(1).max(4_096);

const nameSchema = z.object({
  credentialId: z.string().regex(ID, 'must be of 1 to 128 letters, digits, _ . -').optional(),
  version: z
    .int()
    .min(1)
    .max(2 ** 31)
    .default(1),
});

const webPushSchema = z.object({
  publicKey: secret,
  privateKey: secret,
  contact: z
    .string()
    .max(256)
    .regex(/^(mailto:[^\s@]+@[^\s@]+|https:\/\/\S+)$/, 'must begin with mailto: or https://')
    .optional(),
});
const hmsSchema = z.object({
  hmsAppId: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be the app id that AppGallery Connect shows'),
  clientSecret: secret,
});
const wnsSchema = z.object({
  packageSid: z.string().regex(/^ms-app:\/\/\S{1,256}$/, 'must be the package SID, beginning with ms-app://'),
  clientSecret: secret,
});

/**
 * The body of `POST push/credentials/{provider}`. Keys and certificates are loaded, so that one that cannot be used is
 * refused here and not when it is needed.
 *
 * @throws PusherError `bad_request`, which holds nothing of the body
 */
export function parseCredential({ appId, provider, body, defaultContact }: CredentialBody): Credential {
  const { credentialId = provider, version } = parseBody(nameSchema, body, 'credential');
  const name = { appId, credentialId, version };
  switch (provider) {
    case 'fcm':
      return { ...name, provider, serviceAccount: parseServiceAccount(body) };
    case 'apns':
      return { ...name, provider, ...parseApnsSecret(body) };
    case 'webPush': {
      const { contact = defaultContact, ...keys } = parseBody(webPushSchema, body, 'credential');
      if (contact === undefined) {
        throw badRequest('credential: contact: say whom push services may write to, mailto: or https://');
      }
      return { ...name, provider, ...checkVapidKeys(keys), contact };
    }
    case 'hms':
      return { ...name, provider, ...parseBody(hmsSchema, body, 'credential') };
    case 'wns':
      return { ...name, provider, ...parseBody(wnsSchema, body, 'credential') };
  }
}
