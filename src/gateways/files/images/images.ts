/**
 * Pictures through sharp: a JPEG, PNG or WebP comes in, an upright one of at most 1600 pixels without metadata goes out.
 * What a file claims is not believed: its first bytes and its real size in pixels decide before anything is decoded.
 * HEIC is refused by name, because the codec that would read it is not shipped with sharp.
 */
import { createHash } from 'node:crypto';
import { accept, decline, type Result } from '../../../domain/refusal.ts';
import type { ImageGateway, KeptImage } from './port.ts';

export const imageBytesMax = 15 * 1024 * 1024;
/** The longest side of what is kept. */
const sideMax = 1600;
/** 50 megapixels: the largest phones. A bomb of a few kB claims thousands of megapixels. */
const pixelsMax = 50_000_000;
const decodeSecondsMax = 20;

type Kind = 'jpeg' | 'png' | 'webp';

export const createImages = (): ImageGateway => ({ keep });

async function keep(original: Uint8Array): Promise<Result<KeptImage>> {
  if (original.byteLength > imageBytesMax) {
    return decline('file_too_large', {
      reason: 'A photo has at most 15 MB.',
      next: 'Send a smaller version of the photo.',
      evidence: [
        { fact: 'bytes', value: original.byteLength },
        { fact: 'bytes_max', value: imageBytesMax },
      ],
    });
  }
  const kind = kindOf(original);
  if (kind === null)
    return decline('image_unsupported', {
      evidence: [{ fact: 'first_bytes', value: hexOf(original.subarray(0, 12)) }],
    });
  // Loaded at the first photo: the native library costs a start a tenth of a second.
  const { default: sharp } = await import('sharp');
  const open = () =>
    sharp(original, { limitInputPixels: pixelsMax, failOn: 'error', pages: 1, sequentialRead: true }).timeout(
      { seconds: decodeSecondsMax },
    );
  try {
    // Reading the header obeys no pixel limit, so the size is judged here, before a single pixel is decoded.
    const { width, height } = await sharp(original, { limitInputPixels: false }).metadata();
    if (width * height > pixelsMax) {
      return decline('image_too_large', {
        evidence: [
          { fact: 'width', value: width },
          { fact: 'height', value: height },
          { fact: 'pixels_max', value: pixelsMax },
        ],
      });
    }
    const upright = open()
      .autoOrient()
      .resize({ width: sideMax, height: sideMax, fit: 'inside', withoutEnlargement: true });
    const hasAlpha = kind !== 'jpeg' && !(await open().stats()).isOpaque;
    const { data, info } = await (hasAlpha
      ? upright.png({ compressionLevel: 9 })
      : upright.jpeg({ quality: 82, mozjpeg: true })
    ).toBuffer({ resolveWithObject: true });
    return accept({
      bytes: data,
      contentType: hasAlpha ? 'image/png' : 'image/jpeg',
      width: info.width,
      height: info.height,
      originalSha256: createHash('sha256').update(original).digest('hex'),
    });
  } catch (error) {
    return decline('image_unreadable', {
      evidence: [
        { fact: 'kind', value: kind },
        { fact: 'decoder', value: firstLine(error) },
      ],
    });
  }
}

/** By the first bytes; the name and the declared type of a file say nothing. */
function kindOf(bytes: Uint8Array): Kind | null {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(12, bytes.byteLength));
  if (head.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]))) return 'jpeg';
  if (head.subarray(0, 8).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]))) return 'png';
  if (head.toString('latin1', 0, 4) === 'RIFF' && head.toString('latin1', 8, 12) === 'WEBP') return 'webp';
  return null;
}

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0]!.slice(0, 200);
