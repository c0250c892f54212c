// The words about examples and settings: prose/<language>/presets.json and settings.json.
import { wordsNow } from '../language/language.js';

export interface PresetWords {
  readonly title: string;
  readonly text: string;
}

// A name that has no words is shown as it is.
const at = <T>(table: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;

export const presetWords = (id: string): PresetWords => at(wordsNow().presets, id) ?? { title: id, text: '' };
export const settingName = (name: string): string => at(wordsNow().settings, name) ?? name;
