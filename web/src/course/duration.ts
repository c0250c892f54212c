// Lengths of time, as the two versions of SCORM and xAPI write them.

const hundredths = (seconds: number): number => Math.max(0, Math.round(seconds * 100));

/** timespan gives the CMITimespan of SCORM 1.2: HHHH:MM:SS.SS. */
export function timespan(seconds: number): string {
  const all = Math.min(hundredths(seconds), 9999 * 360_000 + 359_999);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${String(Math.floor(all / 360_000)).padStart(4, '0')}:${two(Math.floor(all / 6000) % 60)}:${two(Math.floor(all / 100) % 60)}.${two(all % 100)}`;
}

/** duration gives the form of ISO 8601 that SCORM 2004 and xAPI take: PT1H2M3.45S. */
export function duration(seconds: number): string {
  const all = hundredths(seconds);
  const hours = Math.floor(all / 360_000);
  const minutes = Math.floor(all / 6000) % 60;
  return `PT${hours ? `${hours}H` : ''}${minutes ? `${minutes}M` : ''}${(all % 6000) / 100}S`;
}
