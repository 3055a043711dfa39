import type { Api } from '../api';
import type { Attachment } from '../protocol';

export interface UploadHandle {
  done: Promise<Attachment>;
  abort(): void;
}

/** fetch cannot report how much has been sent, XMLHttpRequest can. */
export function upload(
  api: Api,
  token: string,
  file: File,
  clientKey: string,
  progress: (part: number) => void,
): UploadHandle {
  const request = new XMLHttpRequest();
  const query = `name=${encodeURIComponent(file.name)}&client_key=${encodeURIComponent(clientKey)}`;
  const done = new Promise<Attachment>((resolve, reject) => {
    const fail = (status: number, body: unknown) =>
      reject(api.error(status, body, status ? request.getResponseHeader('Retry-After') : null));
    request.open('POST', `${api.origin}/api/v1/widget/files?${query}`);
    request.responseType = 'json';
    request.setRequestHeader('Authorization', `Bearer ${token}`);
    request.setRequestHeader('Accept-Language', api.language);
    request.setRequestHeader('Content-Type', file.type || 'application/octet-stream');
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) progress(event.loaded / event.total);
    };
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve(request.response as Attachment);
      else fail(request.status, request.response);
    };
    request.onerror = request.onabort = () => fail(0, null);
    request.send(file);
  });
  return { done, abort: () => request.abort() };
}
