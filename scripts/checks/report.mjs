/**
 * Prints what a check refused, one line each, and the sum.
 *
 * @param {string} name what was checked
 * @param {number} files how many files were looked at
 * @param {{ file: string, subject: string, reason: string }[]} violations
 * @returns {number} the exit code
 */
export function reportViolations(name, files, violations) {
  for (const { file, subject, reason } of violations) console.log(`${file}  ${subject}  (${reason})`);
  console.log(`${name}: ${files} files, ${violations.length} refused`);
  return violations.length === 0 ? 0 : 1;
}
