// What is packed in the page that is one file: gzip in base64. Nothing is asked of anyone to open it.
import { inflate } from '../core/unzip.js';

/** unpack gives the bytes. */
export const unpack = (packed: string): Promise<ArrayBuffer> =>
  inflate(Uint8Array.from(atob(packed), (char) => char.charCodeAt(0)));
