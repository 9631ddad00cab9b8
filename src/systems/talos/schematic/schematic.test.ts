import { expect, test } from 'vitest';
import { printSchematic, schematicId } from './schematic.ts';

test.each([
  [[], '376567988ad370138ad8b2698212367b8edcb69b5fd68c80be1f2ec7d603b4ba'],
  [['siderolabs/qemu-guest-agent'], 'ce4c980550dd2ab1b17bbf2b08801c7eb59418eafe8f279833297925d67c7515'],
  [
    ['siderolabs/iscsi-tools', 'siderolabs/util-linux-tools'],
    '613e1592b2da41ae5e265e8789429f22e121aab91cb4deb6bc3c0b6262961245',
  ],
  [
    ['siderolabs/iscsi-tools', 'siderolabs/qemu-guest-agent', 'siderolabs/util-linux-tools'],
    '88d1f7a5c4f1d3aba7df787c448c1d3d008ed29cfb34af53fa0df4336a56040b',
  ],
])('the schematic with the extensions %j has the id that the image factory gives it', (extensions, id) => {
  expect(schematicId(printSchematic(extensions))).toBe(id);
});
