const BLOCK = /<script\b[^>]*>([\s\S]*?)<\/script>/g;
const FRONT_MATTER = /^---\r?\n([\s\S]*?)\r?\n---/;
const MARKUP = /\.(?:vue|svelte|astro|html)$/;

/**
 * The script of a file: the whole of it, or, where the file is markup, what stands in its script
 * blocks. All else becomes spaces, so that every position stays what it was.
 */
export function scriptText(path: string, text: string): string {
  if (path.endsWith(".json")) return `export default ${text}`;
  if (!MARKUP.test(path)) return text;
  let script = "";
  let end = 0;
  for (const [start, length] of blocksOf(path, text)) {
    script += `${blank(text.slice(end, start))}${text.slice(start, start + length)}`;
    end = start + length;
  }
  return script + blank(text.slice(end));
}

function blocksOf(path: string, text: string): [number, number][] {
  const blocks: [number, number][] = [];
  const frontMatter = path.endsWith(".astro") ? FRONT_MATTER.exec(text)?.[1] : undefined;
  if (frontMatter !== undefined) blocks.push([text.indexOf(frontMatter), frontMatter.length]);
  for (const match of text.matchAll(BLOCK)) {
    const code = match[1] ?? "";
    blocks.push([match.index + match[0].length - "</script>".length - code.length, code.length]);
  }
  return blocks;
}

function blank(text: string): string {
  return text.replaceAll(/[^\n]/g, " ");
}
