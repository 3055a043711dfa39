import { toJson } from './json';
import type {
  Identity,
  MessagePage,
  Note,
  NoteTaken,
  Standing,
  Visitor,
  VisitorMessage,
  WidgetConfig,
} from './protocol';

/** Whether asking again would bring the same. */
export function refuses(error: unknown): error is ApiError {
  return error instanceof ApiError && error.status > 0 && error.status < 500 && error.status !== 429;
}

/** An answer other than success; status 0 means there was no answer. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    /** Seconds to wait, with status 429. */
    readonly retryAfter: number,
    /** The field of the request that was refused. */
    readonly field = '',
    /** Who is not let in now may leave a message instead. */
    readonly mayLeaveNote = false,
  ) {
    super(message);
  }
}

const ANSWER_WITHIN = 20_000;
const DEFAULT_RETRY_AFTER = 5;

interface ErrorBody {
  code?: string;
  message?: string;
  field?: string;
  details?: { retry_after?: number; may_leave_message?: boolean };
}

/** What an answer other than success says. */
function toError(status: number, said: unknown, header: string | null): ApiError {
  const { code = '', message = '', field, details } = (said ?? {}) as ErrorBody;
  const retry = Number(details?.retry_after ?? header) || DEFAULT_RETRY_AFTER;
  return new ApiError(status, code, message, retry, field, details?.may_leave_message);
}

export class Api {
  readonly error = toError;

  constructor(
    readonly origin: string,
    public language: string,
  ) {}

  config(key: string): Promise<WidgetConfig> {
    return this.call('GET', `/config?key=${encodeURIComponent(key)}`);
  }

  visitor(body: { channel_key: string; token?: string; identity?: Identity | null }): Promise<Visitor> {
    return this.call('POST', '/visitors', undefined, body);
  }

  messages(token: string, after: number, limit: number): Promise<MessagePage> {
    return this.call('GET', `/messages?after=${after}&limit=${limit}`, token);
  }

  send(token: string, body: { client_key: string; text: string; attachment_ids: string[] }): Promise<VisitorMessage> {
    return this.call('POST', '/messages', token, body);
  }

  recall(token: string, id: string): Promise<VisitorMessage> {
    return this.call('POST', `/messages/${encodeURIComponent(id)}/recall`, token, {});
  }

  read(token: string, seq: number): Promise<void> {
    return this.call('POST', '/read', token, { seq });
  }

  /** How the queue stands before the first word. */
  queue(token: string): Promise<Standing> {
    return this.call('GET', '/queue', token);
  }

  leave(token: string): Promise<void> {
    return this.call('POST', '/leave', token);
  }

  leaveNote(token: string, note: Note): Promise<NoteTaken> {
    return this.call('POST', '/phone-messages', token, note);
  }

  socketUrl(): string {
    return `${this.origin.replace(/^http/, 'ws')}/api/v1/widget/socket`;
  }

  /** Attachment addresses are relative to the API; anything but http(s) is dropped. */
  fileUrl(url: string): string {
    try {
      const full = new URL(url, this.origin);
      return /^https?:$/.test(full.protocol) ? full.href : '';
    } catch {
      return '';
    }
  }

  private async call<T>(method: string, path: string, token?: string, body?: object): Promise<T> {
    const headers: Record<string, string> = { 'Accept-Language': this.language };
    if (token) headers.Authorization = `Bearer ${token}`;
    if (body) headers['Content-Type'] = 'application/json';
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), ANSWER_WITHIN);
    try {
      const answer = await fetch(`${this.origin}/api/v1/widget${path}`, {
        method,
        headers,
        body: body && toJson(body),
        signal: abort.signal,
        credentials: 'omit',
        cache: 'no-store',
      });
      const text = await answer.text();
      const json = text ? JSON.parse(text) : null;
      if (!answer.ok) throw toError(answer.status, json, answer.headers.get('Retry-After'));
      return json as T;
    } catch (error) {
      if (error instanceof ApiError) throw error;
      throw new ApiError(0, 'network', String(error), 0);
    } finally {
      clearTimeout(timer);
    }
  }
}
