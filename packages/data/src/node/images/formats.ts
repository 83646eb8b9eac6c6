/** Extensions of the pictures that are read, in lower case. What a file is, is told by its content: a WebP file named `.jpg` is read. */
export const readableExtensions: readonly string[] = [
  '.png',
  '.apng',
  '.jpg',
  '.jpeg',
  '.jpe',
  '.jfif',
  '.webp',
  '.gif',
  '.tif',
  '.tiff',
  '.avif',
];

/**
 * Extensions of pictures that are known as such and not read: to be counted and named, never passed over in silence. SVG is
 * among them: the decoder can draw it, but in data sets such a file is a logo or a diagram, and it has no pixels.
 */
export const unreadableExtensions: readonly string[] = [
  ...['.bmp', '.dib', '.ico', '.cur', '.tga', '.pcx', '.sgi', '.xbm', '.xpm', '.psd', '.xcf'],
  ...['.pbm', '.pgm', '.ppm', '.pnm', '.pam', '.pfm', '.hdr', '.exr', '.dds', '.qoi', '.ras'],
  ...['.heic', '.heif', '.hif', '.jp2', '.j2k', '.jpf', '.jpx', '.jxl', '.jxr', '.wdp'],
  ...['.dng', '.cr2', '.cr3', '.nef', '.arw', '.orf', '.rw2', '.raf', '.dcm', '.dicom', '.fits', '.nii'],
  ...['.svg', '.svgz', '.eps', '.emf', '.wmf'],
];

/** The formats that are read, for messages. */
export const readableFormats: string = `${readableExtensions.slice(0, -1).join(', ')} or ${readableExtensions.at(-1)}`;

/** The end of a file's name from its last dot, in lower case: `.jpg`; empty where there is none, as in `.hidden` and `README`. */
export function extensionOf(path: string): string {
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(dot).toLowerCase() : '';
}

const readable = new Set(readableExtensions);
const unreadable = new Set(unreadableExtensions);

/** Whether a file is a picture that is read, by its name. */
export const isPicture = (path: string): boolean => readable.has(extensionOf(path));

/** Whether a file is a picture of a format that is not read, by its name. */
export const isUnreadablePicture = (path: string): boolean => unreadable.has(extensionOf(path));
