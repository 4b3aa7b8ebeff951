/** PUT a file to a URL that was permitted, telling how far it is. `fetch` cannot tell. */
export interface Permit {
  readonly UploadUrl: string;
  readonly Method: string;
  readonly Headers: Readonly<Record<string, string>>;
  readonly S3Url: string;
}

export function upload(permit: Permit, body: Blob, onProgress: (share: number) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(permit.Method, permit.UploadUrl);
    for (const [name, value] of Object.entries(permit.Headers)) {
      if (!FORBIDDEN.has(name.toLowerCase())) request.setRequestHeader(name, value);
    }
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve();
      else reject(new Error(`HTTP ${request.status}`));
    };
    request.onerror = () => reject(new Error("network"));
    request.send(body);
  });
}

/** Headers that browsers set themselves. */
const FORBIDDEN = new Set(["content-length", "host"]);
