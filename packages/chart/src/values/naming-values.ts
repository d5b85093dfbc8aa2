import { choice, kubernetesList, section, text, texts, type ValueNode } from './value.js';

/** Names, labels and images. */
export const namingValues: Readonly<Record<string, ValueNode>> = {
  nameOverride: text('Value of the label `app.kubernetes.io/name`, instead of the name of the chart.'),
  fullnameOverride: text('Beginning of the names of all objects, instead of the name of the release.'),
  appLabel: text(
    'Value of the label `app` of all pods, and of the label `job` of their metrics. Empty: the name of the release.',
  ),
  commonLabels: texts('Further labels on every object.'),
  commonAnnotations: texts('Annotations on every object.'),
  global: section(
    'Shared with the other charts of an umbrella chart.',
    {
      imageRegistry: text('Registry that all images come from, before `image.registry`.'),
      imagePullSecrets: kubernetesList('Secrets to pull images with, before `image.pullSecrets`.'),
    },
    { open: true },
  ),
  image: section('Where the images come from. Each program has its own: see `server.image`.', {
    registry: text('Registry.', 'ghcr.io'),
    tag: text('Tag of all images. Empty: the version of Shoal that this chart was made for.'),
    pullPolicy: choice('When nodes pull them.', 'IfNotPresent', ['Always', 'IfNotPresent', 'Never']),
    pullSecrets: kubernetesList('Secrets to pull them with: `[{name: …}]`.'),
  }),
};
