// What is found once in a trace and asked for at every step.
import type { TraceModel } from './model.js';

/** perModel computes something of a model when it is first asked for, and keeps it as long as the model. */
export function perModel<T>(make: (model: TraceModel) => T): (model: TraceModel) => T {
  const kept = new WeakMap<TraceModel, { readonly made: T }>();
  return (model) => {
    let entry = kept.get(model);
    if (!entry) kept.set(model, (entry = { made: make(model) }));
    return entry.made;
  };
}
