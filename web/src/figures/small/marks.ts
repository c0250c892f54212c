// The signs of the parties: the client's is a circle, the server's a square, the secret's a diamond; never the colour alone.
import { svg, type SVGTemplateResult } from 'lit';

export type Sign = 'client' | 'server' | 'secret' | 'sent';

/** mark draws a sign around a place. */
export function mark(sign: Sign, x: number, y: number, r: number): SVGTemplateResult {
  if (sign === 'client') return svg`<circle class="mark client" cx=${x} cy=${y} r=${r} />`;
  if (sign === 'server')
    return svg`<rect class="mark server" x=${x - r} y=${y - r} width=${2 * r} height=${2 * r} rx="2" />`;
  if (sign === 'secret') {
    const d = r * 1.45;
    return svg`<path class="mark secret" d="M${x} ${y - d}L${x + d} ${y}L${x} ${y + d}L${x - d} ${y}Z" />`;
  }
  return svg`<path class="mark sent" d="M${x - r} ${y - r}L${x + r} ${y + r}M${x - r} ${y + r}L${x + r} ${y - r}" />`;
}
