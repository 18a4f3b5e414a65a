// Reads what the documentation tests need from Markdown: links, headings, fenced blocks. Not a Markdown parser.

/** A fenced block: its language, the words after it, its text, and the line its fence opens on. */
export interface Block {
  readonly language: string;
  readonly words: readonly string[];
  readonly text: string;
  readonly line: number;
}

/** A link or image target as written, and its line. */
export interface Link {
  readonly target: string;
  readonly line: number;
}

const FENCE = /^(\s*)(`{3,}|~{3,})\s*(.*?)\s*$/;

/** Lists the fenced blocks of a page, in order. */
export function fencedBlocks(markdown: string): Block[] {
  const blocks: Block[] = [];
  let open: { fence: string; indent: string; info: string; line: number; lines: string[] } | null = null;
  markdown.split('\n').forEach((text, index) => {
    const fence = FENCE.exec(text);
    if (open === null) {
      if (fence !== null) open = { fence: fence[2]!, indent: fence[1]!, info: fence[3]!, line: index + 1, lines: [] };
    } else if (fence !== null && fence[3] === '' && fence[2]!.startsWith(open.fence)) {
      const [language = '', ...words] = open.info.split(/\s+/);
      blocks.push({ language, words, text: open.lines.join('\n'), line: open.line });
      open = null;
    } else {
      open.lines.push(text.startsWith(open.indent) ? text.slice(open.indent.length) : text);
    }
  });
  return blocks;
}

/** Blanks fenced blocks and comments, keeping line numbers. */
function withoutFences(markdown: string): string {
  let fence: string | null = null;
  const lines = markdown.split('\n').map((text) => {
    const found = FENCE.exec(text);
    if (fence === null) {
      if (found === null) return text;
      fence = found[2]!;
    } else if (found !== null && found[3] === '' && found[2]!.startsWith(fence)) {
      fence = null;
    }
    return '';
  });
  return lines.join('\n').replaceAll(/<!--[\s\S]*?-->/g, (comment) => comment.replaceAll(/[^\n]/g, ''));
}

/** Blanks fenced blocks, comments and code spans, keeping line numbers: what is left is prose. */
export function prose(markdown: string): string {
  return withoutFences(markdown).replaceAll(/(`+)(?!`).*?[^`]\1(?!`)/g, '');
}

/** Lists link and image targets: inline, reference definitions, autolinks and HTML attributes. */
export function links(markdown: string): Link[] {
  return prose(markdown).split('\n').flatMap((text, index) => {
    const found = [
      ...text.matchAll(/\]\(\s*<?([^)\s>]+)>?(?:\s+["'][^)]*)?\)/g),
      ...text.matchAll(/^\s*\[[^\]]+\]:\s*<?(\S+?)>?(?:\s|$)/g),
      ...text.matchAll(/<(https?:[^>\s]+)>/g),
      ...text.matchAll(/\b(?:href|src|srcset)="([^"]+)"/g),
    ];
    return found.map((match) => ({ target: match[1]!, line: index + 1 }));
  });
}

/** Lists the anchors of a page: headings as GitHub slugs them, numbered when they repeat, and explicit ids. */
export function anchors(markdown: string): Set<string> {
  const seen = new Map<string, number>();
  const found = new Set<string>();
  for (const line of withoutFences(markdown).split('\n')) {
    const heading = /^#{1,6}\s+(.*?)\s*#*\s*$/.exec(line);
    if (heading !== null) {
      const slug = slugOf(heading[1]!);
      const times = seen.get(slug) ?? 0;
      seen.set(slug, times + 1);
      found.add(times === 0 ? slug : `${slug}-${times}`);
    }
    for (const id of line.matchAll(/<[a-z]+\s[^>]*\b(?:id|name)="([^"]+)"/g)) found.add(id[1]!);
  }
  return found;
}

/** Slugs a heading as GitHub does: markup removed, lower case, punctuation dropped, spaces to hyphens. */
export function slugOf(heading: string): string {
  return heading.replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1').replaceAll(/<[^>]+>/g, '').replaceAll(/[*`]/g, '')
    .toLowerCase().replaceAll(/[^\p{L}\p{N}\p{M}\s_-]/gu, '').replaceAll(/\s/g, '-');
}
