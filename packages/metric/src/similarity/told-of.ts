/** What a learner says normalises in it: that of all its parts, where they differ one after the other. */
export function toldOf(...parts: readonly { readonly normalization?: string | undefined }[]): {
  readonly normalization?: string;
} {
  const names = [...new Set(parts.flatMap(({ normalization }) => normalization ?? []))];
  return names.length === 0 ? {} : { normalization: names.join(', ') };
}
