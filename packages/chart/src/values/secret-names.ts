import type { JsonSchema } from './value.js';

/** Settings of the configuration whose values are secrets, by the end of their key. */
const SECRET_KEY =
  /(^|_)(secret|password|passphrase|private_key|encryption_key|secret_access_key|service_account_json)$/;

export function isSecretKey(key: string): boolean {
  return SECRET_KEY.test(key);
}

/** In a file a secret is the name of the variable that holds it. */
export const variableReference: JsonSchema = {
  type: 'string',
  pattern: '^\\$\\{[A-Za-z_][A-Za-z0-9_]*\\}$',
};

const VARIABLE_NAME = '^[A-Za-z_][A-Za-z0-9_]*$';

/** Environment variables whose values are secrets, by the end of their name. */
const SECRET_VARIABLE =
  '(SECRET|PASS|PASSWORD|PASSPHRASE|PRIVATE_KEY|ENCRYPTION_KEY|SERVICE_ACCOUNT_JSON|SECRET_ACCESS_KEY|TOKEN|REDIS_URL)$';

/** Of plain environment variables, which anybody may read who may see a pod. */
export const plainVariableName: JsonSchema = {
  pattern: VARIABLE_NAME,
  not: { pattern: SECRET_VARIABLE },
};

export const variableName: JsonSchema = { pattern: VARIABLE_NAME };

/** An element of `env` of a container. A secret comes from somewhere else, it is not written out. */
export const environmentVariable: JsonSchema = {
  type: 'object',
  required: ['name'],
  properties: {
    name: { type: 'string', minLength: 1 },
    value: { type: 'string' },
    valueFrom: { type: 'object' },
  },
  additionalProperties: false,
  not: { required: ['value'], properties: { name: { pattern: SECRET_VARIABLE } } },
};
