// Talking to the server: every failure becomes an ApiError that says what to do.

const token = document.querySelector('meta[name="csrf"]').content;

export class ApiError extends Error {
  constructor(status, code, message, retryAfter = null) {
    super(message);
    this.status = status;
    this.code = code;
    this.retryAfter = retryAfter;
  }

  /** Worth trying again by itself: the network or the server was at fault, not what we asked. */
  get passing() {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

const listeners = new Set();

/** Hear when the session has ended. */
export const onSignedOut = (listener) => listeners.add(listener);

async function request(method, path, body) {
  const headers = { Accept: "application/json" };
  if (method !== "GET") {
    headers["X-CSRF-Token"] = token;
    headers["Content-Type"] = "application/json";
  }
  try {
    return await fetch(path, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      credentials: "same-origin",
      cache: "no-store",
      signal: AbortSignal.timeout(15000),
    });
  } catch {
    throw new ApiError(0, "offline", "The server cannot be reached. Check your connection; we keep trying.");
  }
}

async function call(method, path, body) {
  const response = await request(method, path, body);
  let content = null;
  try {
    content = await response.json();
  } catch {
    content = null;
  }
  if (response.ok && content !== null) return content;
  const error = content?.error ?? {};
  if (response.status === 401) listeners.forEach((listener) => listener());
  throw new ApiError(
    response.ok ? 502 : response.status,
    error.code ?? "error",
    error.message ?? "The server gave an answer we do not understand. Try again in a moment.",
    error.retry_after_s ?? null,
  );
}

export const get = (path) => call("GET", path);
export const post = (path, body = {}) => call("POST", path, body);
