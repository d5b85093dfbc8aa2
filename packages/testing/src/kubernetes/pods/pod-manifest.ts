import type { HttpProbe } from './run-probe.js';

/** Who a pod is, before it runs: what fields such as `metadata.name` and `status.podIP` resolve to. */
export interface PodIdentity {
  readonly name: string;
  /** Its own address, on which its containers may use any port. */
  readonly address: string;
}

/** A pod of one container, with everything that its template refers to resolved. */
export interface PodManifest extends PodIdentity {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly container: PodContainer;
  readonly terminationGracePeriodSeconds: number;
}

export interface PodContainer {
  readonly name: string;
  readonly image: string;
  /** What the image runs with Node: a script or a package's folder. */
  readonly entry: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Contents of mounted files, by their paths in the container. */
  readonly files: ReadonlyMap<string, string>;
  readonly ports: readonly { readonly name?: string | undefined; readonly containerPort: number }[];
  readonly probes: {
    readonly startup?: HttpProbe | undefined;
    readonly readiness?: HttpProbe | undefined;
    readonly liveness?: HttpProbe | undefined;
  };
  /** Sleep of the hook before the stop signal. */
  readonly preStopSeconds: number;
}

/** What a Deployment makes pods of. */
export type PodTemplate = (identity: PodIdentity) => PodManifest;
