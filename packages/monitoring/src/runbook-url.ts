const RUNBOOKS = 'https://github.com/shoal/shoal/blob/main/docs/runbooks';

/** The page that says what to do about an alert. */
export function runbookUrl(alert: string): string {
  return `${RUNBOOKS}/${alert}.md`;
}
