import { expect, it } from 'vitest';
import { onlyHere } from './here';

it.each([
  ['http://127.0.0.1:8080/join/abc', true],
  ['http://localhost/join', true],
  ['http://[::1]:8080', true],
  ['<script async src="http://127.0.0.1:8080/widget.js" data-key="k"></script>', true],
  ['https://kf.example.com/join', false],
  ['http://192.168.1.5:8080/join', false],
  ['https://localhost.example.com/', false],
  ['https://kf.example.com/127.0.0.1', false],
  ['', false],
])('knows whether %s opens on this machine alone', (text, here) => {
  expect(onlyHere(text)).toBe(here);
});
