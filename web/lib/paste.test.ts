import { expect, it } from 'vitest';
import { pastedFiles } from './paste';

const paste = (names: string[], text = '') =>
  pastedFiles({
    files: names.map((name) => new File(['x'], name)),
    getData: () => text,
  } as unknown as DataTransfer).map(({ name }) => name);

it('of a text with a picture of itself the text is meant', () => {
  expect(paste(['image.png'], '货号\t数量\n')).toEqual([]);
});

it('a picture alone, and files that come with their names, are meant', () => {
  expect(paste(['image.png'])).toEqual(['image.png']);
  expect(paste(['合同.pdf', '裙子.png'], '合同.pdf\r裙子.png')).toEqual(['合同.pdf', '裙子.png']);
  expect(paste(['合同.pdf', 'image.png'], '合同.pdf')).toEqual([]);
});

it('nothing is nothing', () => {
  expect([paste([], 'a'), paste([]), pastedFiles(null)]).toEqual([[], [], []]);
});
