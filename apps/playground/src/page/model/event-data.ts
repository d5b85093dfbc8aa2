const mostCharacters = 2_000;

/** What was typed: as JSON when it is JSON, else as text, which is how the client library reads what arrives. */
export function parseData(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON, and not meant to be.
    return text;
  }
}

/** Event data for people, cut when it is very long. */
export function showData(data: unknown): string {
  const text = typeof data === 'string' ? data : (JSON.stringify(data) ?? '');
  if (text.length <= mostCharacters) return text;
  return `${text.slice(0, mostCharacters)}… (${text.length} characters)`;
}
