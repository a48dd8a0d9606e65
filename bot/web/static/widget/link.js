// Two ways to the server with one face: send(frame), again(hello), close(). Whatever comes back is given to
// on.frame(frame); the end of the way, once, to on.down(code, waitSeconds).
const CODE_OF_STATUS = { 401: 4401, 403: 4403, 429: 4429, 503: 1013 };

export function socketLink(base, hello, on) {
  const socket = new WebSocket(`${base.replace(/^http/, "ws")}/ws`);
  let ended = false;
  const end = (code) => {
    if (ended) return;
    ended = true;
    socket.close();
    on.down(code);
  };
  const send = (frame) => {
    if (socket.readyState !== WebSocket.OPEN) return false;
    socket.send(JSON.stringify(frame));
    return true;
  };
  socket.onopen = () => send(hello);
  socket.onclose = (event) => end(event.code);
  socket.onmessage = (event) => {
    if (ended) return;
    let frame;
    try {
      frame = JSON.parse(event.data);
    } catch {
      return end(1007);
    }
    on.frame(frame);
  };
  return { kind: "socket", send, again: send, fail: end, close: () => ((ended = true), socket.close()) };
}

/** Plain requests, for networks that let no socket through. on.cursor() says what has been read and with which token. */
export function pollLink(base, hello, on) {
  const stop = new AbortController();
  let wake = () => {};
  let ended = false;
  const end = (code, wait) => {
    if (ended) return;
    ended = true;
    stop.abort();
    on.down(code, wait);
  };

  async function call(path, body, token) {
    const headers = { Accept: "application/json" };
    if (body) headers["Content-Type"] = "application/json";
    if (token) headers.Authorization = `Bearer ${token}`;
    const answer = await fetch(`${base}/api/widget/${path}`, {
      method: body ? "POST" : "GET",
      headers,
      body: body && JSON.stringify(body),
      signal: stop.signal,
      cache: "no-store",
      credentials: "omit",
    });
    const json = await answer.json().catch(() => ({}));
    return { ok: answer.ok, json, wait: json.error?.retry_after_s, code: CODE_OF_STATUS[answer.status] || 1006 };
  }

  async function greet(frame) {
    const { ok, json, code, wait } = await call("hello", frame);
    if (ended) return;
    if (!ok && (code !== 1006 || !json.error)) return end(code, wait);
    on.frame(ok ? { ...json, type: "welcome" } : { ...json.error, type: "error" });
    wake();
  }

  async function listen() {
    while (!ended) {
      const { conversation, after, token } = on.cursor();
      if (!conversation) {
        await new Promise((resolve) => (wake = resolve));
        continue;
      }
      const asked = Date.now();
      const query = new URLSearchParams({ conversation, after, wait: on.wait });
      const { ok, json, code, wait } = await call(`events?${query}`, null, token);
      if (ended) return;
      if (!ok) return end(code, wait);
      for (const frame of json.events || []) on.frame({ ...frame, type: "event" });
      for (const frame of json.typing || []) on.frame({ ...frame, type: "typing" });
      if (!json.events?.length && Date.now() - asked < 1000) await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }

  async function post(frame) {
    const { ok, json, code, wait } = await call("messages", frame, on.cursor().token);
    if (ended) return;
    if (ok) on.frame({ ...json, type: "ack" });
    else if (json.error && code !== 4401) on.frame({ cid: frame.cid, ...json.error, type: "error" });
    else return end(code, wait);
    wake();
  }

  const guard = (work) => work.catch(() => end(1006));
  guard(greet(hello).then(listen));
  return {
    kind: "poll",
    send(frame) {
      if (ended) return false;
      if (frame.type === "message") guard(post(frame));
      if (["seen", "followed", "typing"].includes(frame.type)) call(frame.type, frame, on.cursor().token).catch(() => {});
      if (frame.type === "ping") on.frame({ type: "pong" }); // each poll is its own proof of life
      return true;
    },
    again: (frame) => guard(greet(frame)),
    fail: end,
    close: () => ((ended = true), stop.abort()),
  };
}
