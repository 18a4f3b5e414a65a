import type { CodeContext, ReidentifyOptions } from '../node.ts';
import { readPairs, type Arguments } from './arguments.ts';
import type { Command } from './command.ts';
import { UsageError } from './exit-code.ts';
import { readSecrets } from './run-arguments.ts';

const CONTEXT = ['project', 'domain', 'policy', 'algorithm', 'profile', 'release-nonce'] as const;

/** Finds for whom codes stand, and says so in a log. */
export const reidentifyCommand: Command = {
  name: 'reidentify',
  usage: 'reidentify CODES [--crosswalk FILE] --secret NAME=SOURCE --reason TEXT --log FILE --out FILE',
  summary: 'Find for whom codes stand, after saying why in a log',
  details: [
    'CODES has one column, with a header if it is CSV. Codes of the policy random lead back through their',
    'crosswalk, those of reversible and releaseRandomised with the key alone. The log gets a line (date, reason)',
    'before anything is read, another (counts, key fingerprint, SHA-256 of the files) before OUT is written, for',
    'its owner only, and one that says why when a request fails.',
    'The context is what CROSSWALK.meta.json or CODES.meta.json says, unless all of it is given here.',
  ],
  options: {
    crosswalk: { value: 'FILE', help: 'the crosswalk of the codes' },
    secret: { value: 'NAME=SOURCE', help: 'where the key is: file:PATH, fd:N or env:VAR' },
    reason: { value: 'TEXT', help: 'why, and on whose authority; it names nobody' },
    log: { value: 'FILE', help: 'the log, which is appended to' },
    out: { value: 'FILE', help: 'where the result goes: .csv, .parquet or .arrow' },
    encoding: { value: 'NAME', help: 'how codes are written as text, where nothing says so: base32, hex or base64url' },
    project: { value: 'NAME', help: 'project of the codes' },
    domain: { value: 'NAME', help: 'domain of the codes' },
    policy: { value: 'NAME', help: 'policy of the codes' },
    algorithm: { value: 'NAME', help: 'algorithm of the codes, where it is not the usual one' },
    profile: { value: 'NAME', help: 'profile of the codes' },
    'release-nonce': { value: 'HEX', help: 'nonce of the release, for releaseRandomised' },
    rekey: { help: 'for codes of codes' },
  },
  words: 1,
  async run(args, terminal, signal) {
    const codes = args.positional[0];
    if (codes === undefined) throw new UsageError('expected a file of CODES');
    const [reason, log, out] = (['reason', 'log', 'out'] as const).map((option) => required(args, option));
    const crosswalk = args.values['crosswalk']?.[0];
    const encoding = args.values['encoding']?.[0];
    const context = readContext(args);
    const sources = readPairs('secret', args.values['secret'] ?? []);
    if (Object.keys(sources).length !== 1) throw new UsageError('--secret: expected one key as NAME=SOURCE');
    const [secretKey] = Object.values(await readSecrets(sources, (message) => { terminal.err(`${message}\n`); }));
    const { reidentify } = await import('../node.ts');
    const { asked, found } = await reidentify({
      codes, secretKey: secretKey!, reason: reason!, log: log!, out: out!, signal,
      ...(crosswalk === undefined ? {} : { crosswalk }),
      ...(context === null ? {} : { context }),
      ...(encoding === undefined ? {} : { encoding: encoding as NonNullable<ReidentifyOptions['encoding']> }),
    });
    terminal.out(`${found} of ${asked} codes found; said so in ${log!}, written to ${out!} (mode 600).\n`);
  },
};

function required(args: Arguments, option: string): string {
  const value = args.values[option]?.[0];
  if (value === undefined || value.trim() === '') throw new UsageError(`--${option}: expected a value; nobody is looked up without it`);
  return value;
}

/** The context is given whole or not at all. The words are checked by the function itself, which tells what it knows. */
function readContext(args: Arguments): CodeContext | null {
  const value = (option: (typeof CONTEXT)[number]): string | undefined => args.values[option]?.[0];
  if (CONTEXT.every((option) => value(option) === undefined) && !args.switches.has('rekey')) return null;
  const [project, domain, policy, profile] = (['project', 'domain', 'policy', 'profile'] as const).map((option) => required(args, option));
  const algorithm = value('algorithm');
  const releaseNonce = value('release-nonce');
  return {
    project: project!, domain: domain!, policy: policy as CodeContext['policy'], profile: profile!, isRekey: args.switches.has('rekey'),
    ...(algorithm === undefined ? {} : { algorithm: algorithm as NonNullable<CodeContext['algorithm']> }),
    ...(releaseNonce === undefined ? {} : { releaseNonce }),
  };
}
