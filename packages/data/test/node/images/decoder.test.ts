import { afterAll, beforeAll, expect, it, vi } from 'vitest';

beforeAll(() => {
  vi.resetModules();
  vi.doMock('sharp', () => {
    throw new Error("Cannot find package 'sharp'");
  });
});
afterAll(() => {
  vi.doUnmock('sharp');
  vi.resetModules();
});

it('a picture without sharp is an error that names the package to install, not a damaged file', async () => {
  const { decodePictures } = await import('../../../src/node/images/decode-pictures.js');
  const file = { name: 'a.jpg', read: () => Promise.resolve(new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3])) };
  const form = { height: 2, width: 2, channels: 1 } as never;
  for (const damaged of ['refuse', 'skip'] as const) {
    const decoded = decodePictures([file] as never, { where: 'here', form, damaged });
    await expect(decoded).rejects.toMatchObject({ name: 'EngineError' });
    await expect(decoded).rejects.toThrow('npm install sharp');
  }
});
