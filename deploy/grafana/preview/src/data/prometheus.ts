/** Labels of a series, and its points: seconds since 1970, and numbers as text. */
export interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly values: readonly (readonly [at: number, value: string])[];
}

/** Seconds since 1970, and seconds. */
export interface Range {
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

type Answer =
  | { readonly status: 'error'; readonly error: string }
  | {
      readonly status: 'success';
      readonly data: { readonly result: readonly (Series & { readonly value: Series['values'][number] })[] };
    };

export async function queryRange(expr: string, { from, to, step }: Range): Promise<readonly Series[]> {
  return await ask('query_range', { query: expr, start: `${from}`, end: `${to}`, step: `${step}` });
}

export async function queryNow(expr: string, at: number): Promise<readonly Series[]> {
  const result = await ask('query', { query: expr, time: `${at}` });
  return result.map(({ metric, value }) => ({ metric, values: [value] }));
}

async function ask(path: string, parameters: Readonly<Record<string, string>>) {
  const answer: Answer = await (
    await fetch(`/prometheus/api/v1/${path}?${new URLSearchParams(parameters)}`)
  ).json();
  if (answer.status === 'error') throw new Error(answer.error);
  return answer.data.result;
}
