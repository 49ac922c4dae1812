/**
 * Writes the generated pages of docs/: the reference from the catalogue, one page a rule from the rules; and the rules' setting.
 * `npm run docs`. Tests fail where the pages are not up to date.
 */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { analyze, RULES, type Rule, type RuleCategory } from '#language';
import { EXAMPLE_FILES } from '../test/language/lint/example-files.ts';
import { writeManifest } from './manifest.ts';
import { writeReference } from './reference.ts';

const FOLDER = join(dirname(fileURLToPath(import.meta.url)), '../docs/rules');

const HEADINGS: Readonly<Record<RuleCategory, string>> = {
  structure: 'Structure',
  initialization: 'Initialisation',
  activation: 'Activations and depth',
  normalization: 'Normalisation',
  recurrent: 'Recurrent layers',
  regularization: 'Regularisation',
  optimization: 'Optimization',
  size: 'Size',
  head: 'Head and loss',
  data: 'Data',
  transfer: 'Transfer learning',
};

/** What the page of a rule shows of its bad examples: the findings' messages and the titles of their fixes. */
function findingsOf(rule: Rule, text: string): string[] {
  const findings = analyze(text, EXAMPLE_FILES).findings.filter(({ rule: id }) => id === rule.id);
  return findings.flatMap(({ message, fixes }) => [
    `> ${message}`,
    ...fixes.map(({ title, preferred }) => `> - ${preferred ? `**${title}**` : title}`),
  ]);
}

function hasFix(rule: Rule): boolean {
  return rule.bad.some((text) =>
    analyze(text, EXAMPLE_FILES).findings.some(
      (finding) => finding.rule === rule.id && finding.fixes.length > 0,
    ),
  );
}

function block(text: string): string {
  return `\`\`\`nnspec\n${text.trimEnd()}\n\`\`\``;
}

function page(rule: Rule): string {
  const { what, why, source } = rule.documentation;
  const bad = rule.bad.flatMap((text) => [block(text), findingsOf(rule, text).join('\n')]);
  const good = rule.good.map(block);
  const parts = [
    `# ${rule.id}`,
    `${rule.summary} (${rule.severity}, ${HEADINGS[rule.category].toLowerCase()})`,
    ...(rule.topic ? [`Stands for: ${rule.topic}.`] : []),
    `## What\n\n${what}`,
    `## Why\n\n${why}`,
    `Source: ${source}`,
    '## Found fault with',
    ...bad,
    '## Good',
    ...good,
    `To switch it off, or give it another severity: \`"nnspec.rules": { "${rule.id}": "off" }\` in the settings. For one line: \`// nnspec-disable-next-line ${rule.id}\` above it.`,
    '[All rules](README.md)',
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function tableOf(category: RuleCategory): string {
  const rows = RULES.filter((rule) => rule.category === category)
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map(
      (rule) =>
        `| [${rule.id}](${rule.id}.md) | ${rule.severity} | ${hasFix(rule) ? 'yes' : ''} | ${rule.topic ?? ''} | ${rule.summary} |`,
    );
  if (rows.length === 0) return '';
  const head = '| rule | severity | fix | stands for | |\n|---|---|---|---|---|';
  return `## ${HEADINGS[category]}\n\n${head}\n${rows.join('\n')}\n`;
}

/** Every page of docs/rules, by file name. */
export function rulePages(): ReadonlyMap<string, string> {
  const categories = Object.keys(HEADINGS) as RuleCategory[];
  const introduction = `# Rules\n\nWhat the language server and \`nnspec check\` say about a specification: ${RULES.length} rules. Each can be switched off or given another severity by the setting \`nnspec.rules\` (\`{ "learning-rate": "hint" }\`), and be silenced for a line by \`// nnspec-disable-next-line <rule>\` above it.\n`;
  const index = [introduction, ...categories.map(tableOf)].filter((part) => part !== '').join('\n');
  return new Map([
    ['README.md', index],
    ...RULES.map((rule) => [`${rule.id}.md`, page(rule)] as const),
  ]);
}

/** Writes all pages of the rules, and takes those of rules that are no more away. */
function writeRules(): void {
  mkdirSync(FOLDER, { recursive: true });
  const pages = rulePages();
  for (const file of readdirSync(FOLDER)) if (!pages.has(file)) rmSync(join(FOLDER, file));
  for (const [file, text] of pages) writeFileSync(join(FOLDER, file), text);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeReference();
  writeRules();
  writeManifest();
}
