import type { Problem } from './types';

const BASE = '/api/v1';

/** What the server said no to, or why it could not be reached (status 0). */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly field: string;
  readonly details: Record<string, unknown>;
  readonly requestId: string;
  /** Seconds the server asks us to wait, 0 when it did not say. */
  readonly retryAfter: number;

  constructor(status: number, problem: Partial<Problem>, retryAfter = 0) {
    super(problem.message || problem.code || `HTTP ${status}`);
    this.name = 'ApiError';
    this.status = status;
    this.code = problem.code ?? '';
    this.field = problem.field ?? '';
    this.details = problem.details ?? {};
    this.requestId = problem.request_id ?? '';
    this.retryAfter = retryAfter;
  }

  /** True when trying the same thing later may work. */
  get passing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

export type Query = Record<string, string | number | boolean | undefined | null>;

export function address(path: string, query?: Query): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null && value !== '') params.set(key, String(value));
  }
  const tail = params.size > 0 ? `?${params}` : '';
  return BASE + path + tail;
}

let onSignedOut: () => void = () => {};

/** Called once by the frame: where to go when the session has ended. */
export function whenSignedOut(act: () => void): void {
  onSignedOut = act;
}

async function problemOf(response: Response): Promise<ApiError> {
  let problem: Partial<Problem> = {};
  try {
    problem = (await response.json()) as Problem;
  } catch {
    // A proxy in between may answer with a page; the status still tells.
  }
  problem.request_id ||= response.headers.get('X-Request-Id') ?? '';
  return new ApiError(response.status, problem, Number(response.headers.get('Retry-After') ?? 0) || 0);
}

interface Options {
  query?: Query;
  body?: unknown;
  signal?: AbortSignal;
  /** Arrives even if the page is left meanwhile. */
  keepalive?: boolean;
}

async function request<T>(method: string, path: string, options: Options = {}): Promise<T> {
  let response: Response;
  try {
    response = await fetch(address(path, options.query), {
      method,
      credentials: 'same-origin',
      signal: options.signal,
      keepalive: options.keepalive,
      headers: {
        Accept: 'application/json',
        'Accept-Language': document.documentElement.lang,
        ...(options.body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      body: options.body === undefined ? undefined : JSON.stringify(options.body),
    });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new ApiError(0, { code: 'network' });
  }
  if (!response.ok) {
    const problem = await problemOf(response);
    if (problem.status === 401 && problem.code === 'auth.required') onSignedOut();
    throw problem;
  }
  if (response.status === 204) return undefined as T;
  return (await response.json()) as T;
}

export const api = {
  get: <T>(path: string, query?: Query, signal?: AbortSignal) => request<T>('GET', path, { query, signal }),
  post: <T = void>(path: string, body?: unknown) => request<T>('POST', path, { body: body ?? {} }),
  put: <T = void>(path: string, body: unknown, options?: Pick<Options, 'keepalive'>) =>
    request<T>('PUT', path, { ...options, body }),
  patch: <T>(path: string, body: unknown) => request<T>('PATCH', path, { body }),
  delete: (path: string, body?: unknown) => request<void>('DELETE', path, { body }),
};

/** A random key that makes a retried write harmless. */
export function clientKey(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  // randomUUID is missing on plain-http addresses other than localhost.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');
}
