// AES-256-SIV (RFC 5297) and HKDF from the blocks of node:crypto, the slow and obvious way; shares nothing with src/keyed.
import { createCipheriv, hkdfSync } from 'node:crypto';

/** Labels as they enter a key: each as u32le length ‖ UTF-8 bytes. */
export function framed(...labels: readonly string[]): Buffer {
  return Buffer.concat(labels.flatMap((label) => {
    const length = Buffer.alloc(4);
    length.writeUInt32LE(Buffer.byteLength(label));
    return [length, Buffer.from(label)];
  }));
}

/** The sub-key of some labels, by the frozen formula. */
export function subKeyOf(secretKey: Uint8Array, labels: readonly string[], length: number): Buffer {
  return Buffer.from(hkdfSync('sha256', secretKey, 'a423/pseudonymise/v1', framed(...labels), length));
}

const xor = (left: Uint8Array, right: Uint8Array): Buffer => Buffer.from(left.map((byte, index) => byte ^ right[index]!));

function double(block: Buffer): Buffer {
  const shifted = (BigInt(`0x${block.toString('hex')}`) << 1n) ^ (block[0]! >= 0x80 ? 0x87n : 0n);
  return Buffer.from(BigInt.asUintN(128, shifted).toString(16).padStart(32, '0'), 'hex');
}

function cmac(secretKey: Buffer, message: Buffer): Buffer {
  const encrypt = (block: Buffer): Buffer => createCipheriv('aes-256-ecb', secretKey, null).setAutoPadding(false).update(block);
  const whole = double(encrypt(Buffer.alloc(16)));
  const blocks = Math.max(1, Math.ceil(message.length / 16));
  let state: Buffer = Buffer.alloc(16);
  for (let index = 0; index < blocks - 1; index++) state = encrypt(xor(message.subarray(16 * index, 16 * index + 16), state));
  const last = message.subarray(16 * (blocks - 1));
  const padded = last.length === 16 ? xor(last, whole) : xor(Buffer.concat([last, Buffer.of(0x80), Buffer.alloc(15 - last.length)]), double(whole));
  return encrypt(xor(padded, state));
}

/** Seals a message under one part of associated data. */
export function sealNaively(secretKey: Buffer, context: Buffer, message: Buffer): Buffer {
  const [first, second] = [secretKey.subarray(0, 32), secretKey.subarray(32)];
  const digest = xor(double(cmac(first, Buffer.alloc(16))), cmac(first, context));
  const last = message.length >= 16
    ? Buffer.concat([message.subarray(0, -16), xor(message.subarray(-16), digest)])
    : xor(double(digest), Buffer.concat([message, Buffer.of(0x80), Buffer.alloc(15 - message.length)]));
  const vector = cmac(first, last);
  const counter = Buffer.from(vector);
  counter[8]! &= 0x7f;
  counter[12]! &= 0x7f;
  return Buffer.concat([vector, createCipheriv('aes-256-ctr', second, counter).update(message)]);
}
