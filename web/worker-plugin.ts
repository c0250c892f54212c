// A Vite plugin: the worker's script is a chunk of the page's own build, so that worker and page share the core's glue. By
// itself Vite builds a worker apart, with a second copy inside.
import type { Plugin } from 'vite';

export function worker(): Plugin {
  return {
    name: 'worker',
    apply: 'build',
    enforce: 'pre',
    resolveId: {
      filter: { id: /\?worker&url$/ },
      async handler(id, importer) {
        const script = await this.resolve(id.replace(/\?.*$/, ''), importer);
        return script && `\0worker:${script.id}`;
      },
    },
    load: {
      filter: { id: /^\0worker:/ },
      handler(id) {
        const chunk = this.emitFile({ type: 'chunk', id: id.slice('\0worker:'.length), name: 'worker' });
        return { code: `export default import.meta.ROLLUP_FILE_URL_${chunk};`, moduleType: 'js' };
      },
    },
  };
}
