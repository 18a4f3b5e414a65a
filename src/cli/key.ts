import type { FingerprintOptions } from '../index.ts';
import type { Arguments } from './arguments.ts';
import type { Command, Terminal } from './command.ts';
import { UsageError } from './exit-code.ts';

const CONTEXT = ['project', 'domain', 'policy', 'algorithm', 'profile', 'rekey'] as const;

/** Makes keys, and tells them apart. */
export const keyCommand: Command = {
  name: 'key',
  usage: 'key new FILE | key fingerprint FILE --project NAME --domain NAME [--policy NAME] [--profile NAME]',
  summary: 'Make a secret key in a file only you can read, or show the public fingerprint of one',
  details: [
    'new: FILE must not exist. It will hold one line, a423-key-v1:… of 32 random bytes.',
    'Keep it apart from the data and destroy it with the project.',
    'fingerprint: 16 digits that tell keys apart and nothing of the key, as a plan states in expectFingerprint.',
  ],
  options: {
    project: { value: 'NAME', help: 'project of the codes' },
    domain: { value: 'NAME', help: 'domain of the codes' },
    policy: { value: 'NAME', help: 'policy of the codes (deterministic)' },
    algorithm: { value: 'NAME', help: 'algorithm of the codes, where it is not the usual one' },
    profile: { value: 'NAME', help: 'profile of the codes (nir/v1)' },
    rekey: { help: 'for codes of codes' },
  },
  words: 2,
  async run(args, terminal) {
    const [action, path] = args.positional;
    if (path === undefined || (action !== 'new' && action !== 'fingerprint')) throw new UsageError('expected: key new FILE, or key fingerprint FILE');
    if (action === 'fingerprint') return showFingerprint(path, args, terminal);
    const given = CONTEXT.find((option) => args.values[option] !== undefined || args.switches.has(option));
    if (given !== undefined) throw new UsageError(`--${given}: a new key has no context; its use has one`);
    const { createKeyFile } = await import('../node.ts');
    await createKeyFile(path);
    terminal.out(`Key written to ${path} (mode 600).\n`);
  },
};

async function showFingerprint(path: string, args: Arguments, terminal: Terminal): Promise<void> {
  const value = (option: string): string | undefined => args.values[option]?.[0];
  const project = value('project');
  const domain = value('domain');
  if (project === undefined) throw new UsageError('--project: expected NAME');
  if (domain === undefined) throw new UsageError('--domain: expected NAME');
  const algorithm = value('algorithm');
  const { pseudonymFingerprint } = await import('../index.ts');
  const { readSecret } = await import('../node.ts');
  const secretKey = await readSecret(`file:${path}`, { onWarning: (message) => { terminal.err(`${message}\n`); } });
  try {
    // The words are checked by the function itself, which tells what it knows.
    const fingerprint = pseudonymFingerprint({
      project,
      domain,
      policy: (value('policy') ?? 'deterministic') as FingerprintOptions['policy'],
      profile: value('profile') ?? 'nir/v1',
      ...(algorithm === undefined ? {} : { algorithm: algorithm as NonNullable<FingerprintOptions['algorithm']> }),
      isRekey: args.switches.has('rekey'),
      secretKey,
    });
    terminal.out(`${fingerprint}\n`);
  } finally {
    secretKey.fill(0);
  }
}
