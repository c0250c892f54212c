// What the core says of settings that it does not take, in the language of the page. The core speaks English; the
// patterns of other languages are data: prose/<language>/refusals.json.
import { wordsNow } from '../language/language.js';

const patterns = new Map<string, RegExp>();

// A pattern as it must match: as a whole, with something in every place.
function patternOf(text: string): RegExp {
  let pattern = patterns.get(text);
  if (!pattern) {
    const literal = text.replace(/[\\^$.*+?()[\]|]/g, '\\$&');
    pattern = new RegExp(`^${literal.replace(/\{(\w+)\}/g, '(?<$1>.*)')}$`, 's');
    patterns.set(text, pattern);
  }
  return pattern;
}

/** refusal gives a line of the core in the language that is spoken. A line without words stays as the core said it. */
export function refusal(line: string): string {
  const named = /^(--[a-z-]+: )(.*)$/s.exec(line);
  if (named) return named[1]! + refusal(named[2]!);
  for (const [pattern, said] of Object.entries(wordsNow().refusals)) {
    const found = patternOf(pattern).exec(line)?.groups;
    // `what` is a line of its own inside the line.
    if (found || pattern === line)
      return said.replace(/\{(\w+)\}/g, (_, name: string) =>
        name === 'what' ? refusal(found!['what']!) : found![name]!,
      );
  }
  return line;
}
