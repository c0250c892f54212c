// What a step does not change on the ladder: it is worked out once for a model, a width and a language.
import { language } from '../language/language.js';
import type { Beat } from '../trace/beats.js';
import type { TraceModel } from '../trace/model.js';
import { geometryOf, type Geometry } from './drawing.js';
import { captionsOf } from './labels.js';
import { layOut, type Arrow, type Layout, type Row } from './layout.js';

export interface Scene {
  readonly model: TraceModel;
  readonly width: number;
  readonly language: string;
  readonly layout: Layout;
  readonly geometry: Geometry;
  readonly captions: ReadonlyMap<Beat, string>;
  /** What has a button: a message where it is put on the wire, and every other stop. In the order of the trace. */
  readonly stops: readonly Stop[];
  readonly rowOf: ReadonlyMap<Beat, Row>;
  /** The number of the round trip that a beat completes. */
  readonly tripAt: ReadonlyMap<Beat, number>;
}

export interface Stop {
  readonly row: Row;
  /** null: a stop in a lane. */
  readonly arrow: Arrow | null;
}

/** sceneOf gives the scene that there was, if it still holds. */
export function sceneOf(model: TraceModel, width: number, before: Scene | null): Scene {
  const spoken = language();
  if (before?.model === model && before.width === width && before.language === spoken) return before;
  const wide = width >= 520;
  const captions = captionsOf(model, wide);
  const sizes = { arrow: wide ? 50 : 46, row: wide ? 27 : 30, line: 19 };
  const layout = layOut(model, sizes, (beat) => (captions.has(beat) ? 1 : 0));
  const arrowOf = new Map(layout.arrows.map((arrow) => [arrow.sent ?? arrow.received, arrow]));
  const level = new Set(layout.arrows.filter(({ y, taken }) => y === taken).map(({ received }) => received));
  return {
    model,
    width,
    language: spoken,
    layout,
    geometry: geometryOf(width, layout.tracks),
    captions,
    stops: layout.rows.flatMap((row) => {
      const arrow = arrowOf.get(row.beat) ?? null;
      return arrow === null && level.has(row.beat) ? [] : [{ row, arrow }];
    }),
    rowOf: new Map(layout.rows.map((row) => [row.beat, row])),
    tripAt: new Map(layout.trips.map(({ received, number }) => [received, number])),
  };
}
