import {
  choice,
  flag,
  type JsonSchema,
  kubernetesList,
  kubernetesObject,
  leaf,
  list,
  section,
  text,
  texts,
  type ValueNode,
  when,
  wholeNumber,
  wholeNumberOrNone,
} from './value.js';

const PORTS: JsonSchema = { type: 'integer', minimum: 1, maximum: 65_535 };

const HOST: JsonSchema = {
  type: 'object',
  properties: {
    host: { type: 'string' },
    paths: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        required: ['path'],
        properties: {
          path: { type: 'string', pattern: '^/' },
          pathType: { type: 'string', enum: ['Exact', 'Prefix', 'ImplementationSpecific'] },
        },
        additionalProperties: false,
      },
    },
  },
  additionalProperties: false,
};

const whenOn = (rule: JsonSchema): JsonSchema => when({ properties: { enabled: { const: true } } }, rule);

/** Everything between the servers and others. Port 9601 is on none of these ways. */
export const trafficValues: Readonly<Record<string, ValueNode>> = {
  service: section('Service of port 6001: WebSockets and the REST API.', {
    type: choice('Type.', 'ClusterIP', ['ClusterIP', 'NodePort', 'LoadBalancer']),
    port: wholeNumber('Port.', 6001, PORTS),
    nodePort: wholeNumberOrNone('Port on the nodes (`NodePort`, `LoadBalancer`). Null: any.', null),
    appProtocol: text('What is spoken, for meshes and gateways. Empty: not said.', 'http'),
    externalTrafficPolicy: {
      ...text('`Local` keeps the addresses of clients. Empty: `Cluster`.'),
      schema: { type: 'string', enum: ['', 'Cluster', 'Local'] },
    },
    loadBalancerClass: text('Which load balancer is to be used.'),
    loadBalancerSourceRanges: list('Addresses that may connect to the load balancer.', { type: 'string' }),
    labels: texts('Further labels.'),
    annotations: texts('Annotations.'),
  }),
  ingress: section(
    'Ingress to that Service. Timeouts for idle WebSockets are annotations of the controller: see docs/operations/install.md.',
    {
      enabled: flag('Makes it.', false),
      className: text('Ingress class.'),
      labels: texts('Further labels.'),
      annotations: texts('Annotations.'),
      hosts: list('Hosts: `[{host: ws.example.com, paths: [{path: /, pathType: Prefix}]}]`.', HOST),
      tls: kubernetesList('TLS: `[{secretName: …, hosts: [ws.example.com]}]`.'),
    },
    { constraints: [whenOn({ required: ['hosts'], properties: { hosts: { minItems: 1 } } })] },
  ),
  httpRoute: section(
    'HTTPRoute (Gateway API) to that Service.',
    {
      enabled: flag('Makes it.', false),
      parentRefs: kubernetesList('Gateways: `[{name: …, namespace: …, sectionName: …}]`.'),
      hostnames: list('Hosts. Empty: all of the gateway.', { type: 'string', minLength: 1 }),
      path: text('Beginning of the paths.', '/', { pattern: '^/' }),
      filters: kubernetesList('Filters of the rule.'),
      timeouts: kubernetesObject('Timeouts of the rule. Some gateways refuse a route that has any.'),
      labels: texts('Further labels.'),
      annotations: texts('Annotations.'),
    },
    { constraints: [whenOn({ required: ['parentRefs'], properties: { parentRefs: { minItems: 1 } } })] },
  ),
  networkPolicy: section('NetworkPolicies: what each program needs is let through, and nothing else.', {
    enabled: flag('Makes them.', false),
    ingressFrom: kubernetesList(
      'Who may connect to port 6001, as `from` of a NetworkPolicy. Empty: everybody.',
    ),
    metricsFrom: leaf(
      'Who may read port 9601, as `from` of a NetworkPolicy. By default all pods of the cluster, and nobody else; empty: nobody.',
      { type: 'array', items: { type: 'object' } },
      [{ namespaceSelector: {} }],
    ),
    redisTo: kubernetesList('Where Redis is, as `to` of a NetworkPolicy. Empty: any address, on its ports.'),
    webhookPorts: list(
      'Ports that webhooks may be sent to. For endpoints in the cluster, those of their pods.',
      PORTS,
      [80, 443],
    ),
    pushPorts: list(
      'Ports that notifications may be sent to; 2197 is another one of APNs.',
      PORTS,
      [443, 2197],
    ),
    outboundTo: leaf(
      'Where webhooks and notifications may be sent, as `to` of a NetworkPolicy. By default everywhere but to link-local addresses, where clouds keep their metadata.',
      { type: 'array', items: { type: 'object' } },
      [
        { ipBlock: { cidr: '0.0.0.0/0', except: ['169.254.0.0/16'] } },
        { ipBlock: { cidr: '::/0', except: ['fe80::/10'] } },
        { namespaceSelector: {} },
      ],
    ),
    extraIngress: kubernetesList('Further rules of `ingress`, for the server.'),
    extraEgress: kubernetesList('Further rules of `egress`, for all programs.'),
  }),
};
