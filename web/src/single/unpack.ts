// What is packed in the page that is one file: gzip, in letters. Nothing is asked of anyone to open it.
import { inflate } from '../core/unzip.js';
import { fromLetters } from './letters.js';

/** unpack gives the bytes. */
export const unpack = (packed: string): Promise<ArrayBuffer> => inflate(fromLetters(packed));
