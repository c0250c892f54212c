// The text of a lesson, as templates: for the page and for paper.
import { html, type TemplateResult } from 'lit';
import { language } from '../language/language.js';
import type { Part } from './course.js';
import type { Lesson, Paragraphs, Text } from './types.js';
import { filled, piecesOf } from './words.js';

/** spokenIn gives the language of the page when the lesson has it, else the lesson's first. */
export const spokenIn = ({ title }: Lesson): string =>
  Object.hasOwn(title, language()) ? language() : Object.keys(title)[0]!;

/** said gives a text of a screen, with what its run has. */
export const said = (text: Text, lang: string, { stand, facts }: Part): unknown[] =>
  piecesOf(text[lang]!).map(({ kind, text: inside }) => {
    if (kind === 'strong') return html`<strong>${inside}</strong>`;
    if (kind === 'code') return html`<code>${inside}</code>`;
    if (kind === 'plain') return inside;
    return html`<code class="value">${filled(inside, '', stand.model, stand.viewer, facts)}</code>`;
  });

/** paragraphs gives its paragraphs. */
export const paragraphs = (text: Paragraphs, lang: string, part: Part): TemplateResult[] =>
  text[lang]!.map((one) => html`<p>${said({ [lang]: one }, lang, part)}</p>`);
