/**
 * The port of whatever turns an uploaded picture into one that is safe to keep and to show: upright, bounded, without the
 * place and the camera in it. It neither stores pictures nor knows what they are of.
 */
import type { Result } from '../../../domain/refusal.ts';

export interface KeptImage {
  bytes: Uint8Array;
  contentType: 'image/jpeg' | 'image/png';
  width: number;
  height: number;
  /** Of the bytes that were uploaded, in lower-case hex: what the sender can prove to have sent. */
  originalSha256: string;
}

export interface ImageGateway {
  /** Refuses with `file_too_large`, `image_unsupported`, `image_unreadable` or `image_too_large`. */
  keep(original: Uint8Array): Promise<Result<KeptImage>>;
}
