// Who plays the server's side, where it is not the server (setting `impostor`).
import type { UiKey } from '../language/languages.js';
import { ui } from '../language/ui.js';
import type { Beat } from '../trace/beats.js';
import type { TraceModel } from '../trace/model.js';

/** impostorAt says in a few words what she has who plays the server's side at this stop; null when it is the server, or
 * when the viewer cannot know. */
export function impostorAt(model: TraceModel, beat: Beat): string | null {
  const { impostor = 'none', resumption = 'off' } = model.trace.scenario;
  if (impostor === 'none' || beat.by !== 'server' || !model.inside('server')) return null;
  // In a run that resumes, the first connection is the server's own.
  const later = model.trace.events.some((e) => e.kind === 'connection' && e.number > 1 && e.id <= beat.now);
  return resumption === 'off' || later ? ui(`impostor.${impostor}` as UiKey) : null;
}
