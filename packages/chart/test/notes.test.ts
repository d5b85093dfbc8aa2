import { z } from 'zod';
import { readCiValues, type Values } from './support/chart.js';
import { objectOf, renderChart } from './support/render.js';

/** What `helm install` says at its end. Helm renders it with all templates, so another one can show it. */
async function notesOf(values: Values): Promise<string> {
  const notes = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'notes' },
    data: { text: '{{ include "shoal/templates/NOTES.txt" . | b64enc }}' },
  };
  const { data } = objectOf(
    await renderChart({ values: { ...values, extraObjects: [notes] } }),
    'ConfigMap',
    'notes',
  );
  const { text } = z.looseObject({ text: z.string() }).parse(data);
  return Buffer.from(text, 'base64').toString();
}

test('an install without values is told what it is not', async () => {
  const notes = await notesOf({});
  expect(notes).toContain('WARNING: everybody knows that secret');
  expect(notes).toContain('WARNING: the state is in a Redis for demonstrations');
  expect(notes).toContain('kubectl scale deployment/sockudo-server --replicas=3 -n sockudo-namespace');
  expect(notes).toContain('helm test sockudo -n sockudo-namespace');
  expect(notes).toContain('with annotations prometheus.io/* and the label app=sockudo');
});

test('an install with everything of its own is not warned', async () => {
  const notes = await notesOf(readCiValues('external-redis-values.yaml'));
  expect(notes).not.toContain('WARNING');
  expect(notes).toContain('Apps: those of the configuration file.');
  expect(notes).toContain('set server.replicaCount (3 now)');
});

test('the ways to a release and its scaling are those that it has', async () => {
  const notes = await notesOf(readCiValues('full-values.yaml'));
  expect(notes).toContain('Through the Ingress: wss://ws.example.com');
  expect(notes).toContain('Through the gateway: ws.example.com');
  expect(notes).toContain('kubectl get service sockudo');
  expect(notes).toContain('a HorizontalPodAutoscaler keeps 3 to 30 servers');
  expect(notes).not.toContain('networkPolicy.enabled limits that');
});

test('an alert that would fire on an ordinary day is told of', async () => {
  const values = (connectionsPerServer: number) => ({
    metrics: { prometheusRule: { enabled: true, thresholds: { connectionsPerServer } } },
    server: { autoscaling: { enabled: true, connectionsPerPod: 17_000 } },
  });
  const warning = 'SockudoHighConnectionCount fires above 1000';
  expect(await notesOf(values(1000))).toContain(warning);
  expect(await notesOf(values(20_000))).not.toContain('SockudoHighConnectionCount');
});

test('a single server is told not to be scaled', async () => {
  const notes = await notesOf(readCiValues('embedded-values.yaml'));
  expect(notes).toContain('Do not scale it');
  expect(notes).not.toContain('kubectl scale');
});
