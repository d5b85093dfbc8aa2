import { setTimeout as pause } from 'node:timers/promises';
import { within } from '../../eventually.js';
import { httpRequest } from '../../http-request.js';

/** A probe as a manifest has it; what it leaves out is what Kubernetes takes. */
export interface HttpProbe {
  readonly httpGet: { readonly path: string; readonly port: number };
  readonly initialDelaySeconds?: number | undefined;
  readonly periodSeconds?: number | undefined;
  readonly timeoutSeconds?: number | undefined;
  readonly successThreshold?: number | undefined;
  readonly failureThreshold?: number | undefined;
}

export interface ProbeRun {
  readonly address: string;
  readonly signal: AbortSignal;
  /** Told after each question that, with those before it, reached a threshold. */
  readonly onVerdict: (isWell: boolean) => void;
}

/** Asks as the kubelet does, until the signal aborts. */
export async function runProbe(probe: HttpProbe, { address, signal, onVerdict }: ProbeRun): Promise<void> {
  const { initialDelaySeconds = 0, periodSeconds = 10, successThreshold = 1, failureThreshold = 3 } = probe;
  let successes = 0;
  let failures = 0;
  await pauseUnless(signal, initialDelaySeconds);
  while (!signal.aborted) {
    const isWell = await ask(probe, address);
    if (signal.aborted) return;
    successes = isWell ? successes + 1 : 0;
    failures = isWell ? 0 : failures + 1;
    if (successes >= successThreshold) onVerdict(true);
    if (failures >= failureThreshold) onVerdict(false);
    await pauseUnless(signal, periodSeconds);
  }
}

async function ask({ httpGet, timeoutSeconds = 1 }: HttpProbe, address: string): Promise<boolean> {
  const { path, port } = httpGet;
  try {
    const asked = httpRequest({ host: address, port }, { path });
    const { status } = await within(timeoutSeconds * 1_000, asked, path);
    return status >= 200 && status < 400;
  } catch {
    // Refused, cut or late: to the kubelet it is all the same.
    return false;
  }
}

async function pauseUnless(signal: AbortSignal, seconds: number): Promise<void> {
  try {
    await pause(seconds * 1_000, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
