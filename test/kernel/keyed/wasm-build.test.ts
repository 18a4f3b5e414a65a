// The committed modules are what the committed sources give: nobody has to trust a blob.
import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
// @ts-expect-error -- a build script in plain JavaScript
import * as build from '../../../src/wasm/build.js';
import { blake3Wasm, hmacSha256Wasm, instantiateKernel } from '../../../src/wasm/index.ts';
import { webAssembly } from './web-assembly.ts';

const { compileKernel, generatedModule, kernelNames } = build as {
  compileKernel(name: string): Promise<Uint8Array>;
  generatedModule(name: string, binary: Uint8Array): string;
  kernelNames(): Promise<string[]>;
};

describe('the generated WebAssembly modules', () => {
  test('are what their sources give, byte for byte', async () => {
    const names = await kernelNames();
    expect(names).toContain('hmac-sha256');
    for (const name of names) {
      const committed = await readFile(new URL(`../../../src/wasm/${name}.wasm.ts`, import.meta.url), 'utf8');
      expect(generatedModule(name, await compileKernel(name)) === committed, name).toBe(true);
    }
  });

  test.each([['hmac-sha256', hmacSha256Wasm], ['blake3', blake3Wasm]])('ask for nothing from outside, and their memory cannot grow: %s', (_name, text) => {
    const module = new webAssembly.Module(Buffer.from(text, 'base64'));
    expect(webAssembly.Module.imports(module)).toEqual([]);
    const { memory } = new webAssembly.Instance(module).exports;
    expect(() => memory.grow(1)).toThrow(RangeError);
  });

  test('give instances that share no memory', () => {
    const first = instantiateKernel(hmacSha256Wasm);
    const second = instantiateKernel(hmacSha256Wasm);
    expect(first).not.toBeNull();
    expect(first!.memory.buffer).not.toBe(second!.memory.buffer);
  });

  test('are absent, not fatal, where a module cannot be compiled', () => {
    expect(instantiateKernel(Buffer.from('no module').toString('base64'))).toBeNull();
  });
});
