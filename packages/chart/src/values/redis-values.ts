import {
  choice,
  flag,
  type JsonSchema,
  kubernetesObject,
  list,
  section,
  text,
  type ValueNode,
  when,
  wholeNumber,
} from './value.js';

const NODE: JsonSchema = { type: 'string', pattern: '^(\\[[0-9a-fA-F:.]+\\]|[^\\s:/@\\[\\]]+):[0-9]{1,5}$' };
const GIVEN: JsonSchema = { minLength: 1 };
const NOT_GIVEN: JsonSchema = { maxLength: 0 };
const NO_NODES: JsonSchema = { maxItems: 0 };
const SOME_NODES: JsonSchema = { minItems: 1 };

/** Where the state of the cluster is. */
export const redisValues: ValueNode = section(
  'The Redis that servers and workers share. Use one of your own; the one for demonstrations loses everything when it restarts.',
  {
    mode: choice(
      'What kind of Redis. `demo` starts one beside the servers, `none` is one server that keeps everything to itself and does the work of the workers.',
      'demo',
      ['demo', 'single', 'sentinel', 'cluster', 'none'],
    ),
    host: text('Host (`single`).'),
    port: wholeNumber('Port (`single`; of the primary behind Sentinels, for the NetworkPolicy).', 6379, {
      minimum: 1,
      maximum: 65_535,
    }),
    nodes: list('Some nodes, `host:port` (`cluster`).', NODE),
    sentinel: section('Sentinels that know where the primary is (`sentinel`).', {
      master: text('Name that they give the primary.'),
      nodes: list('Their addresses, `host:port`.', NODE),
      tls: flag('Speaks TLS to them too, as `redis.tls` says.', false),
      username: text('Their user.'),
      existingSecretPasswordKey: text('Key in `redis.existingSecret` of their password.'),
    }),
    db: wholeNumber('Number of the database. A Cluster has only 0.', 0),
    keyPrefix: text(
      'Beginning of every key and channel. Releases that share a Redis need different ones.',
      'shoal:',
      { pattern: '^[^\\s{}]+$' },
    ),
    username: text('User (ACL). Empty: that of Redis itself.'),
    existingSecret: text('Secret with the password. Empty: none is needed.'),
    existingSecretPasswordKey: text('Its key there.', 'redis-password', GIVEN),
    tls: section(
      'TLS to Redis.',
      {
        enabled: flag('Speaks TLS.', false),
        existingSecret: text('Secret with the certificates below. Empty: public authorities are trusted.'),
        caKey: text('Key of the authorities to trust. Empty: public ones.', 'ca.crt'),
        certKey: text('Key of our own certificate, for servers that ask for one.'),
        privateKeyKey: text('Key of its private key.'),
        serverName: text('Name that the certificate must hold. Empty: the host that is connected to.'),
        acceptInvalidCerts: flag('Takes any certificate. For tests.', false),
      },
      {
        constraints: [
          given('existingSecret', { properties: { enabled: { const: true } } }),
          given('certKey', { properties: { existingSecret: GIVEN, privateKeyKey: GIVEN } }),
          given('privateKeyKey', { properties: { certKey: GIVEN } }),
        ],
      },
    ),
    demo: section('The Redis of the mode `demo`: one pod, no password, nothing on disk.', {
      image: section('Its image.', {
        registry: text('Registry.', 'docker.io'),
        repository: text('Repository.', 'library/redis'),
        tag: text('Tag. Redis 7 or later.', '7.4-alpine'),
        digest: text('Digest, instead of the tag.'),
      }),
      resources: kubernetesObject('Its resources.', {
        requests: { cpu: '100m', memory: '64Mi' },
        limits: { memory: '256Mi' },
      }),
    }),
  },
  {
    constraints: [
      mode('demo', {
        port: { const: 6379 },
        host: NOT_GIVEN,
        nodes: NO_NODES,
        existingSecret: NOT_GIVEN,
        tls: withoutTls(),
      }),
      mode('none', { host: NOT_GIVEN, nodes: NO_NODES, existingSecret: NOT_GIVEN, tls: withoutTls() }),
      mode('single', { host: GIVEN, nodes: NO_NODES }),
      mode('sentinel', {
        host: NOT_GIVEN,
        nodes: NO_NODES,
        sentinel: { required: ['master', 'nodes'], properties: { master: GIVEN, nodes: SOME_NODES } },
      }),
      mode('cluster', { host: NOT_GIVEN, nodes: SOME_NODES, db: { const: 0 } }),
      when(
        { not: { properties: { mode: { const: 'sentinel' } } } },
        { properties: { sentinel: { properties: { master: NOT_GIVEN, nodes: NO_NODES } } } },
      ),
    ],
  },
);

function withoutTls(): JsonSchema {
  return { properties: { enabled: { const: false } } };
}

function mode(name: string, properties: Readonly<Record<string, JsonSchema>>): JsonSchema {
  return when({ required: ['mode'], properties: { mode: { const: name } } }, { properties });
}

/** What must hold when a text is not empty. */
function given(name: string, rule: JsonSchema): JsonSchema {
  return when({ required: [name], properties: { [name]: GIVEN } }, rule);
}
