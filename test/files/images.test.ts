/** The picture gateway: what a phone sends comes out upright, bounded and without its place; what is no picture is refused by name. */
import { createHash } from 'node:crypto';
import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { createImages } from '../../src/gateways/files/images/images.ts';

const images = createImages();
const canvas = (width: number, height: number, channels: 3 | 4 = 3) =>
  sharp({
    create: {
      width,
      height,
      channels,
      background: { r: 200, g: 30, b: 30, alpha: channels === 4 ? 0.5 : 1 },
    },
  });
const refusedWith = async (bytes: Uint8Array) => {
  const kept = await images.keep(bytes);
  return kept.ok ? 'kept' : kept.refusal.code;
};

test('a sideways photo with a place in it comes out upright and without metadata, and its hash is that of what was sent', async () => {
  const sent = await canvas(400, 200)
    .jpeg()
    .withExif({ IFD0: { Make: 'Phone' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '28/1 32/1 0/1' } })
    .withMetadata({ orientation: 6 })
    .toBuffer();
  expect((await sharp(sent).metadata()).orientation).toBe(6);
  const kept = await images.keep(sent);
  if (!kept.ok) throw new Error(kept.refusal.reason);
  expect([kept.value.width, kept.value.height, kept.value.contentType]).toEqual([200, 400, 'image/jpeg']);
  expect(kept.value.originalSha256).toBe(createHash('sha256').update(sent).digest('hex'));
  const found = await sharp(kept.value.bytes).metadata();
  expect([found.exif, found.orientation, found.icc, found.xmp]).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test('a large photo is bounded at 1600 pixels and a small one is not enlarged', async () => {
  for (const [width, height, want] of [
    [4000, 3000, [1600, 1200]],
    [120, 80, [120, 80]],
  ] as const) {
    const kept = await images.keep(await canvas(width, height).jpeg().toBuffer());
    expect(kept.ok && [kept.value.width, kept.value.height]).toEqual(want);
  }
});

test('PNG and WebP are taken; what can be seen through stays PNG, everything else becomes JPEG', async () => {
  const kinds = [canvas(20, 20, 4).png(), canvas(20, 20).png(), canvas(20, 20).webp()];
  const kept = await Promise.all(kinds.map(async (kind) => images.keep(await kind.toBuffer())));
  expect(kept.map((one) => one.ok && one.value.contentType)).toEqual([
    'image/png',
    'image/jpeg',
    'image/jpeg',
  ]);
});

test('what is no picture is refused, whatever it calls itself', async () => {
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
  const gif = Buffer.from('GIF89a\x01\x00\x01\x00');
  const heic = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic'), Buffer.alloc(20)]);
  for (const bytes of [svg, gif, heic, Buffer.from('%PDF-1.7'), Buffer.alloc(0)])
    expect(await refusedWith(bytes)).toBe('image_unsupported');
});

test('a damaged picture is refused, not kept by half', async () => {
  const whole = await canvas(300, 300).jpeg().toBuffer();
  expect(await refusedWith(whole.subarray(0, whole.length / 2))).toBe('image_unreadable');
  expect(await refusedWith(Buffer.concat([whole.subarray(0, 3), Buffer.alloc(200, 7)]))).toBe(
    'image_unreadable',
  );
});

test('a bomb is judged by its header, before a pixel is decoded', async () => {
  const started = performance.now();
  expect(await refusedWith(pngClaiming(30_000, 30_000))).toBe('image_too_large');
  expect(performance.now() - started).toBeLessThan(2_000);
});

test('15 MB is the most', async () => {
  expect(await refusedWith(new Uint8Array(15 * 1024 * 1024 + 1))).toBe('file_too_large');
});

function pngClaiming(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const size = Buffer.alloc(4);
    size.writeUInt32BE(data.length);
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([size, body, sum]);
  };
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(1000))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
