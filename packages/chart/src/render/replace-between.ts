/** Replaces what stands between two lines of a document. @throws Error when it lacks one of them */
export function replaceBetween(
  document: string,
  [begin, end]: readonly [string, string],
  text: string,
): string {
  const from = document.indexOf(`${begin}\n`);
  const to = document.indexOf(end, from);
  if (from === -1 || to === -1) throw new Error(`The document lacks the line ${from === -1 ? begin : end}`);
  return `${document.slice(0, from)}${begin}\n\n${text}\n\n${document.slice(to)}`;
}
