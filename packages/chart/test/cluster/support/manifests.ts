import { join } from 'node:path';
import type { PodTemplate } from '@shoal/testing';
import { root } from '../../support/chart.js';
import {
  type Component,
  deploymentsOf,
  mainContainer,
  preStopSecondsOf,
  probesOf,
} from '../../support/deployments.js';
import { type ForeignSecrets, podOf, storedIn } from '../../support/pods.js';
import type { ChartObject } from '../../support/render.js';

/** A Deployment of the chart, as something that can be run. */
export interface RenderedDeployment {
  readonly name: string;
  readonly template: PodTemplate;
}

/** What the images of deploy/docker set. */
const imageEnvironment = { NODE_ENV: 'production', LOG_FORMAT: 'json' };

/**
 * The Deployment of a program, with pods that are processes of this machine: instead of its image the built program of
 * this repository, with the environment, arguments, files, probes and times that the chart renders.
 *
 * @throws Error when the chart renders no such Deployment, or its pods refer to what is not there
 */
export function deploymentOf(
  objects: readonly ChartObject[],
  component: Component,
  secrets: ForeignSecrets = {},
): RenderedDeployment {
  const deployment = deploymentsOf(objects).get(component);
  if (deployment === undefined) throw new Error(`The chart renders no Deployment of the ${component}`);
  const { metadata, spec } = deployment;
  const container = mainContainer(spec.template);
  const namespace = String(metadata.namespace);
  const stored = storedIn(objects, secrets);
  return {
    name: metadata.name,
    template: (identity) => {
      const pod = podOf({ ...identity, component, namespace }, spec.template, stored);
      const { args, files, ports, labels, annotations, terminationGracePeriodSeconds } = pod;
      return {
        ...{ ...identity, namespace, labels, annotations, terminationGracePeriodSeconds },
        container: {
          ...{ name: container.name, image: container.image, args, files, ports },
          entry: join(root, 'apps', component),
          env: { ...imageEnvironment, ...pod.env },
          probes: probesOf(container),
          preStopSeconds: preStopSecondsOf(container),
        },
      };
    },
  };
}
