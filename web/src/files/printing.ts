// While the browser prints, the page is its report. The report is made at that moment and taken away afterwards.
import { RunReport, type Reported } from './run-report.js';

/** printWith makes the report of what `shown` gives, however printing was asked for. It gives a function that stops it. */
export function printWith(shown: () => Reported | null): () => void {
  let report: RunReport | null = null;
  const after = (): void => {
    report?.remove();
    report = null;
  };
  const before = (): void => {
    after();
    // A lesson prints itself.
    const reported = document.querySelector('body > lesson-handout') ? null : shown();
    // The name of the report may be somebody else's.
    if (!reported || customElements.get('run-report') !== RunReport) return;
    report = new RunReport();
    report.reported = reported;
    document.body.append(report);
    report.renderNow();
  };
  addEventListener('beforeprint', before);
  addEventListener('afterprint', after);
  return () => {
    removeEventListener('beforeprint', before);
    removeEventListener('afterprint', after);
    after();
  };
}
