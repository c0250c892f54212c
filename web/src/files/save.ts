// Hands files to the browser, which saves them. Nothing leaves the machine.
import { ui } from '../language/ui.js';
import type { LadderPicture } from './ladder-svg.js';
import { svgText } from './ladder-svg.js';

/** save offers content as a download. */
export function save(name: string, type: string, content: string | Blob): void {
  const address = URL.createObjectURL(typeof content === 'string' ? new Blob([content], { type }) : content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // Some browsers fetch the address only after the click.
  setTimeout(() => URL.revokeObjectURL(address), 30_000);
}

const longestSide = 16_000;

/** pngOf draws a picture at twice its size, or as large as browsers can. */
export async function pngOf(picture: LadderPicture): Promise<Blob> {
  const address = URL.createObjectURL(new Blob([svgText(picture)], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const scale = Math.min(2, longestSide / picture.height);
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
    if (!blob) throw new Error(ui('take.no_png'));
    return blob;
  } finally {
    URL.revokeObjectURL(address);
  }
}
