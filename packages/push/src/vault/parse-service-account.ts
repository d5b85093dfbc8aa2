import { createPrivateKey, type KeyObject } from 'node:crypto';
import { parseTargetUrl } from '@shoal/outbound';
import { z } from 'zod';
import { badRequest, parseBody } from '../bad-request.js';
import type { ServiceAccount } from '../model/credential.js';

const PLACE = 'credential: serviceAccountJson';
const text = z.string().min(1).max(8_192);

const bodySchema = z.object({
  serviceAccountJson: z.union([z.record(z.string(), z.unknown()), z.string().max(16_384)]),
});
const accountSchema = z.object({
  project_id: z.string().regex(/^[A-Za-z0-9:._-]{1,128}$/, 'must be a project id'),
  client_email: text,
  private_key: text,
  private_key_id: text.optional(),
  token_uri: text.default('https://oauth2.googleapis.com/token'),
});

/** @throws PusherError `bad_request` */
export function parseServiceAccount(body: unknown): ServiceAccount {
  const { serviceAccountJson } = parseBody(bodySchema, body, 'credential');
  const json = typeof serviceAccountJson === 'string' ? parseJson(serviceAccountJson) : serviceAccountJson;
  const account = parseBody(accountSchema, json, PLACE);
  checkTokenUri(account.token_uri);
  if (loadKey(account.private_key).asymmetricKeyType !== 'rsa') {
    throw badRequest(`${PLACE}: private_key: must be an RSA key`);
  }
  return {
    projectId: account.project_id,
    clientEmail: account.client_email,
    privateKey: account.private_key,
    ...(account.private_key_id !== undefined && { privateKeyId: account.private_key_id }),
    tokenUri: account.token_uri,
  };
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    // What JSON.parse says would quote from the key.
    throw badRequest(`${PLACE}: is not JSON`);
  }
}

function checkTokenUri(uri: string): void {
  try {
    parseTargetUrl(uri);
  } catch (error) {
    throw badRequest(`${PLACE}: token_uri: must be a URL of http or https`, { cause: error });
  }
}

function loadKey(pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    throw badRequest(`${PLACE}: private_key: is no private key in PEM`);
  }
}
