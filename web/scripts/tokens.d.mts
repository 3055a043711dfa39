export function render(tokens: unknown): { css: string; ts: string };
