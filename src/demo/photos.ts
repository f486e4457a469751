/**
 * The pictures of the demo: drawn, small, and already as the image gateway would leave them. They lie beside this file,
 * and beside the bundle. It is data only.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

export const demoPhotos = {
  houseBefore: { file: 'house-before.jpg', moment: 'before', caption: 'North wall, algae up to the eaves' },
  houseAfter: { file: 'house-after.jpg', moment: 'after', caption: 'North wall, rinsed' },
  drivewayBefore: { file: 'driveway-before.jpg', moment: 'before', caption: 'Oil and tyre marks' },
  drivewayAfter: { file: 'driveway-after.jpg', moment: 'after', caption: 'Marks are gone' },
  deckBefore: { file: 'deck-before.jpg', moment: 'before', caption: 'Before we started' },
  deckAfter: { file: 'deck-after.jpg', moment: 'after', caption: 'Everything back in its place' },
  paverBefore: { file: 'paver-before.jpg', moment: 'before', caption: 'Weeds in the joints' },
  paverAfter: { file: 'paver-after.jpg', moment: 'after', caption: 'Sealed, second coat' },
} as const;

export type DemoPhotoName = keyof typeof demoPhotos;

const folder = new URL('./photos/', import.meta.url);
/** All are drawn in this size. */
const size = { width: 640, height: 420 } as const;

/** A photo as the verb `add-photo` takes it. */
export function demoPhoto(name: DemoPhotoName) {
  const { file, moment, caption } = demoPhotos[name];
  const bytes = readFileSync(new URL(file, folder));
  return {
    moment,
    caption,
    bytes: new Uint8Array(bytes),
    contentType: 'image/jpeg',
    ...size,
    originalSha256: createHash('sha256').update(bytes).digest('hex'),
  };
}
