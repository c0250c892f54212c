// The words about examples and settings: prose/<language>/presets.json and settings.json.
import presets from '../../prose/en/presets.json';
import settings from '../../prose/en/settings.json';

export interface PresetWords {
  readonly title: string;
  readonly text: string;
}
const presetTable: Readonly<Record<string, PresetWords | undefined>> = presets;
const settingTable: Readonly<Record<string, string | undefined>> = settings;

export const presetWords = (id: string): PresetWords => presetTable[id] ?? { title: id, text: '' };
export const settingName = (name: string): string => settingTable[name] ?? name;
