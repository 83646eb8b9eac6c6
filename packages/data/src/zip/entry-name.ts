import { crc32 } from './crc32.js';

/** The upper half of code page 437, in which names are that say nothing else. */
const codePage437 =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0';

const utf8 = new TextDecoder();
const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

/** What an entry says of its name. */
export interface NameForm {
  /** Whether its flags say that it is UTF-8. */
  readonly utf8: boolean;
  /** Its field "Unicode Path" (0x7075), which Info-ZIP writes beside a name of another code page. */
  readonly unicodePath: DataView | undefined;
}

/**
 * The name of an entry of a zip archive.
 *
 * A name that is flagged as UTF-8 is that, and so is one that nothing is said of and that reads as UTF-8: macOS writes such, and text of
 * code page 437 all but never reads so. Any other is of code page 437.
 *
 * @see PKWARE, APPNOTE.TXT 6.3.10, appendix D and §4.6.9
 */
export function entryName(raw: Uint8Array, { utf8: flagged, unicodePath }: NameForm): string {
  if (flagged) return utf8.decode(raw);
  if (raw.every((byte) => byte < 0x80)) return utf8.decode(raw);
  return unicodeOf(raw, unicodePath) ?? readAsUtf8(raw) ?? Array.from(raw, ofCodePage).join('');
}

const ofCodePage = (byte: number): string =>
  byte < 0x80 ? String.fromCharCode(byte) : (codePage437[byte - 0x80] as string);

/** What the field says, if it is of this name and not of an older one. */
function unicodeOf(raw: Uint8Array, field: DataView | undefined): string | undefined {
  if (field === undefined || field.byteLength < 5 || field.getUint8(0) !== 1) return undefined;
  if (field.getUint32(1, true) !== crc32(raw)) return undefined;
  return utf8.decode(new Uint8Array(field.buffer, field.byteOffset + 5, field.byteLength - 5));
}

function readAsUtf8(raw: Uint8Array): string | undefined {
  try {
    return strictUtf8.decode(raw);
  } catch {
    return undefined;
  }
}
