// Where the lessons come from that ship with the page: files beside it. In the page that is one file they are inside it
// (web/src/single/supply.ts has the same name).
import { textAt } from './text-at.js';

export const lessonText = (id: string): Promise<string> =>
  textAt(new URL(`${import.meta.env.PROD ? '../lessons/' : '/lessons/'}${id}.json`, import.meta.url).href);
