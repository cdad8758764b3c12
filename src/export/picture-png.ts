import type { Picture, PictureOptions } from '../../core/report/picture';

/** Measures as a browser draws: for pictureOf. */
export function canvasMeasure(): PictureOptions['measure'] {
  const context = document.createElement('canvas').getContext('2d');
  if (!context)
    throw new Error('This browser gives no canvas to measure text on. Save the page (HTML) instead.');
  return (text, { family, size, weight, style }) => {
    context.font = `${style} ${weight} ${size}px ${family}`;
    return context.measureText(text).width;
  };
}

/** Longest side and area of a canvas that every browser can hold, in pixels. */
const longestSide = 16_384;
const largestArea = 64e6;

/** How many pixels of a PNG a pixel of the picture becomes: two, or fewer where no canvas could hold them. */
export function pngScale({ width, height }: Pick<Picture, 'width' | 'height'>): number {
  return Math.min(2, longestSide / Math.max(width, height), Math.sqrt(largestArea / (width * height)));
}

/**
 * A picture as PNG.
 * @throws Error when the browser cannot draw it
 */
export async function pictureToPng(picture: Picture): Promise<Blob> {
  const scale = pngScale(picture);
  const image = new Image();
  // The page's policy allows data: in images, and no blob:.
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(picture.svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = Math.floor(picture.width * scale);
  canvas.height = Math.floor(picture.height * scale);
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!blob) throw new Error('This browser could not draw the picture as PNG. Save it as SVG instead.');
  return blob;
}
