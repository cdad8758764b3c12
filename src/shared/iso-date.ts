/** Now, ISO 8601. */
export function isoDate(): string {
  return new Date().toISOString();
}
