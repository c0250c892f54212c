// place sets CSS properties through the object model. A style attribute, which Lit's styleMap writes at first, would be
// refused by the page's Content-Security-Policy.
import { noChange } from 'lit';
import { Directive, directive, PartType, type ElementPart, type PartInfo } from 'lit/directive.js';

class Place extends Directive {
  private placed: Readonly<Record<string, string>> = {};

  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.ELEMENT) throw new Error('place stands on an element');
  }

  override render(properties: Readonly<Record<string, string>>): typeof noChange {
    void properties;
    return noChange;
  }

  override update(part: ElementPart, [properties]: [Readonly<Record<string, string>>]): typeof noChange {
    const { style } = part.element as HTMLElement;
    for (const [name, value] of Object.entries(properties))
      if (this.placed[name] !== value) style.setProperty(name, value);
    this.placed = properties;
    return noChange;
  }
}

/** place: `<div ${place({ top: '3px' })}>`. Give the same property names at every rendering. */
export const place = directive(Place);
