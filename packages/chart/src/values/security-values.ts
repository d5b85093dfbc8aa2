import { flag, kubernetesObject, section, text, texts, type ValueNode } from './value.js';

const nobody = { runAsNonRoot: true, runAsUser: 10_001, runAsGroup: 10_001, fsGroup: 10_001 };

/** As whom the programs run, and what they may do. */
export const securityValues: Readonly<Record<string, ValueNode>> = {
  serviceAccount: section('Service account of the pods. They never speak to the API of Kubernetes.', {
    create: flag('Makes one.', true),
    name: text('Its name. Empty: that of the release, or `default` when none is made.'),
    annotations: texts('Annotations: for instance the role for webhooks to AWS Lambda.'),
    automountToken: flag('Gives the pods its token.', false),
  }),
  podSecurityContext: kubernetesObject('Security context of the pods.', {
    ...nobody,
    seccompProfile: { type: 'RuntimeDefault' },
  }),
  securityContext: kubernetesObject('Security context of the containers.', {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  }),
};
