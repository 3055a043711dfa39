import { ApiError, address, clientKey } from './client';
import type { Attachment, Problem } from './types';

export interface Upload {
  done: Promise<Attachment>;
  cancel: () => void;
}

function failure(request: XMLHttpRequest): ApiError {
  try {
    return new ApiError(request.status, JSON.parse(request.responseText) as Problem);
  } catch {
    return new ApiError(request.status, { code: request.status === 0 ? 'network' : '' });
  }
}

/** Sends one file. XMLHttpRequest, because fetch cannot report progress. */
export function upload(file: File, onProgress: (part: number) => void, key = clientKey()): Upload {
  const request = new XMLHttpRequest();
  const done = new Promise<Attachment>((resolve, reject) => {
    request.open('POST', address('/files', { name: file.name || 'image.png', client_key: key }));
    request.setRequestHeader('Content-Type', file.type || 'application/octet-stream');
    request.setRequestHeader('Accept-Language', document.documentElement.lang);
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve(JSON.parse(request.responseText) as Attachment);
      else reject(failure(request));
    };
    request.onerror = () => reject(new ApiError(0, { code: 'network' }));
    request.onabort = () => reject(new DOMException('cancelled', 'AbortError'));
    request.send(file);
  });
  return { done, cancel: () => request.abort() };
}
