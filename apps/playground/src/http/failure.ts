import Pusher from 'pusher';

/** How a failed request is answered. */
export interface Failure {
  readonly status: number;
  readonly message: string;
}

/** What went wrong, in words for the person at the page. */
export function describeFailure(error: unknown): Failure {
  if (error instanceof Pusher.RequestError) return describeRefusal(error);
  const message = error instanceof Error ? error.message : String(error);
  // All other errors come from reading the request: this app's own checks, the body parser's and the library's.
  return { status: 400, message };
}

function describeRefusal({ status, body, error }: Pusher.RequestError): Failure {
  if (status === undefined) return { status: 504, message: `The server did not answer: ${error.message}` };
  return { status: 502, message: `The server refused it (${status}): ${body ?? ''}` };
}
