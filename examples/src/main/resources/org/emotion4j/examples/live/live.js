// The page of the live-web example. It takes pictures from a camera or a video file, sends them as JPEG to the server
// that it came from, and draws what comes back. At most WINDOW pictures are under way at a time: while the server is
// busy, the pictures between are skipped and the newest one is sent next.

const WINDOW = 2;
const JPEG_QUALITY = 0.85;
const HISTORY_MILLIS = 60_000;
/** A person who left stays in the list for so long. */
const AWAY_MILLIS = 8_000;
/** A picture without an answer for so long is given up, so that the window cannot stay full. */
const GIVE_UP_MILLIS = 5_000;
const ALIVE_MILLIS = 30_000;

const byId = (id) => document.getElementById(id);
const video = byId("video");
const stage = byId("stage");
const boxes = byId("boxes");
const chart = byId("chart");
const camera = navigator.mediaDevices;

/** One source from its start to its end: a connection, and what came over it. */
let session = null;
let mirrored = false;

// Messages

function say(text) {
  byId("message").textContent = text;
  byId("message").hidden = !text;
}

let lastSpoken = 0;

/** Tells a screen reader, but not more often than it can read. */
function speak(text) {
  const now = performance.now();
  if (now - lastSpoken > 2_000 && byId("spoken").textContent !== text) {
    lastSpoken = now;
    byId("spoken").textContent = text;
  }
}

function cameraProblem(error) {
  switch (error.name) {
    case "NotAllowedError":
    case "SecurityError":
      return "The browser may not use the camera. Allow it beside the address bar and start again, or open a video file.";
    case "NotFoundError":
    case "OverconstrainedError":
      return "No camera was found. Connect one and start again, or open a video file.";
    case "NotReadableError":
    case "AbortError":
      return "The camera does not answer; another program may be using it. Close that and start again.";
    default:
      return `The camera cannot be used: ${error.message}`;
  }
}

// Sources

async function startCamera() {
  if (!camera?.getUserMedia) {
    say("This browser offers no camera to this page. Open it at the address that the program printed, or open a video file.");
    return;
  }
  say("");
  let stream;
  try {
    stream = await camera.getUserMedia({
      video: { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 30 }, facingMode: "user" },
    });
  } catch (error) {
    say(cameraProblem(error));
    return;
  }
  const [track] = stream.getVideoTracks();
  mirror(track.getSettings().facingMode !== "environment");
  const started = start({ live: true, end: () => stream.getTracks().forEach((t) => t.stop()) }, () => {
    video.srcObject = stream;
  });
  track.addEventListener("ended", () => {
    if (session === started) {
      say("The camera was disconnected. What was seen can still be saved.");
    }
  });
}

async function startFile(file) {
  say("");
  mirror(false);
  const url = URL.createObjectURL(file);
  start({ live: false, again: () => startFile(file), end: () => URL.revokeObjectURL(url) }, () => {
    video.src = url;
  });
}

/** Ends the session before, connects, and then shows the source. */
function start(source, show) {
  end();
  const mine = {
    source,
    socket: new WebSocket(`ws://${location.host}/live`),
    people: new Map(),
    underWay: [],
    encoding: false,
    results: [],
    latencies: [],
    skipped: 0,
    lastSent: -Infinity,
    firstCapture: null,
    picked: null,
    now: 0,
  };
  session = mine;
  mine.socket.binaryType = "arraybuffer";
  mine.socket.addEventListener("message", (event) => {
    if (session === mine) {
      receive(mine, JSON.parse(event.data));
    }
  });
  mine.socket.addEventListener("close", (event) => {
    if (session === mine) {
      video.pause();
      clearInterval(mine.alive);
      mine.closed = true;
      if (mine.source.live) {
        mine.source.end(); // nobody watches: the camera's light goes out
      }
      saveable(false);
      say(event.reason || "The server does not answer. Is the program still running? Start it, then start again here.");
      if (!mine.hello) {
        end();
      }
    }
  });
  mine.onHello = () => {
    show();
    stage.classList.remove("empty");
    document.body.classList.remove("idle");
    byId("controls").hidden = false;
    saveable(true);
    playing(true);
    mine.alive = setInterval(() => mine.socket.send("alive"), ALIVE_MILLIS);
    video.play().catch(() => {}); // a file that cannot be played reports an error of its own
    nextPicture(mine);
    byId("pause").focus({ preventScroll: true });
  };
  return mine;
}

function end() {
  if (session) {
    const before = session;
    session = null;
    clearInterval(before.alive);
    before.socket.close();
    before.source.end();
  }
  video.pause();
  video.srcObject = null;
  video.removeAttribute("src");
  video.load();
  stage.classList.add("empty");
  document.body.classList.add("idle");
  stage.style.aspectRatio = "";
  stage.style.maxWidth = "";
  boxes.replaceChildren();
  byId("people").replaceChildren();
  byId("nobody").hidden = false;
  byId("controls").hidden = true;
  byId("paused").hidden = true;
  for (const figure of ["rate", "latency", "skipped"]) {
    byId(figure).textContent = "–";
  }
  drawChart();
}

// Sending

function nextPicture(mine) {
  if (session !== mine) {
    return;
  }
  const each = (now, metadata) => {
    nextPicture(mine);
    if (session === mine && !video.paused && video.videoWidth > 0) {
      send(mine, captureTime(mine, now, metadata), now);
    }
  };
  if ("requestVideoFrameCallback" in video) {
    video.requestVideoFrameCallback(each);
  } else {
    requestAnimationFrame((now) => each(now, {}));
  }
}

/** Milliseconds: a file's own time, so that subtitles fit it; a camera's since its first picture. */
function captureTime(mine, now, metadata) {
  if (!mine.source.live) {
    return 1000 * (metadata.mediaTime ?? video.currentTime);
  }
  const captured = metadata.captureTime ?? now;
  mine.firstCapture ??= captured;
  return Math.max(0, captured - mine.firstCapture);
}

const canvas = document.createElement("canvas");
const pen = canvas.getContext("2d", { alpha: false, willReadFrequently: true });

function send(mine, millis, now) {
  const { framesPerSecond, frameBytes, side } = mine.hello;
  while (mine.underWay.length && now - mine.underWay[0].at > GIVE_UP_MILLIS) {
    mine.underWay.shift();
  }
  if (now - mine.lastSent < 1000 / framesPerSecond - 2) {
    return; // faster than is asked for: not counted as skipped
  }
  if (mine.encoding || mine.underWay.length >= WINDOW || mine.socket.readyState !== WebSocket.OPEN) {
    mine.skipped++;
    return;
  }
  mine.lastSent = now;
  mine.encoding = true;
  const scale = Math.min(1, side / Math.max(video.videoWidth, video.videoHeight));
  canvas.width = Math.max(1, Math.round(video.videoWidth * scale));
  canvas.height = Math.max(1, Math.round(video.videoHeight * scale));
  pen.drawImage(video, 0, 0, canvas.width, canvas.height);
  canvas.toBlob(
    (jpeg) => {
      mine.encoding = false;
      if (session !== mine || !jpeg || jpeg.size + 8 > frameBytes || mine.socket.readyState !== WebSocket.OPEN) {
        mine.skipped++;
        return;
      }
      const time = new DataView(new ArrayBuffer(8));
      time.setFloat64(0, millis);
      mine.underWay.push({ millis, at: now });
      mine.socket.send(new Blob([time.buffer, jpeg]));
    },
    "image/jpeg",
    JPEG_QUALITY,
  );
}

// Receiving

function receive(mine, message) {
  switch (message.type) {
    case "hello":
      mine.hello = message;
      mine.onHello();
      break;
    case "failed":
      settle(mine, message.millis);
      say(message.message);
      break;
    case "frame":
      frame(mine, message);
      break;
  }
}

/** The pictures up to this one are answered or were dropped for it; how long the last one took. */
function settle(mine, millis) {
  let at = null;
  while (mine.underWay.length && mine.underWay[0].millis <= millis + 0.01) {
    at = mine.underWay.shift().at;
  }
  return at === null ? null : performance.now() - at;
}

function frame(mine, result) {
  const now = performance.now();
  const latency = settle(mine, result.millis);
  if (latency !== null) {
    mine.latencies.push(latency);
    mine.latencies.splice(0, mine.latencies.length - 30);
  }
  mine.results.push(now);
  while (now - mine.results[0] > 2_000) {
    mine.results.shift();
  }
  mine.now = result.millis;
  mine.last = result;
  stage.style.aspectRatio = `${result.width} / ${result.height}`;
  stage.style.maxWidth = `calc(62vh * ${result.width / result.height})`;
  for (const face of result.faces) {
    remember(mine, face, result.millis);
  }
  for (const [track, person] of mine.people) {
    if (result.millis - person.seen > AWAY_MILLIS) {
      person.card?.remove();
      person.card = null;
    }
    if (result.millis - person.seen > HISTORY_MILLIS) {
      mine.people.delete(track);
    }
  }
  const best = result.faces.reduce((a, b) => (a && area(a) >= area(b) ? a : b), null);
  if (best && !(mine.people.get(mine.picked)?.card)) {
    mine.picked = best.track;
  }
  drawBoxes(mine, result);
  drawPeople(mine, result);
  drawChart();
  byId("skipped").textContent = mine.skipped + result.dropped;
  if (mine.results.length > 1) {
    byId("rate").textContent = ((mine.results.length - 1) / ((now - mine.results[0]) / 1000)).toFixed(1);
  }
  if (mine.latencies.length) {
    byId("latency").textContent = `${Math.round(median(mine.latencies))} ms`;
  }
}

const area = (face) => face.box[2] * face.box[3];
const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
const percent = (score) => `${Math.round(100 * score)} %`;

function remember(mine, face, millis) {
  let person = mine.people.get(face.track);
  if (!person) {
    person = { history: [], seen: millis, card: null };
    mine.people.set(face.track, person);
  }
  person.face = face;
  if (face.state !== "lost") {
    person.seen = millis;
  }
  const certain = face.state !== "lost" && !face.uncertain && face.scores;
  person.history.push({ millis, scores: certain ? mine.hello.labels.map((label) => face.scores[label]) : null });
  while (millis - person.history[0].millis > HISTORY_MILLIS) {
    person.history.shift();
  }
}

// Drawing

/** What stands beside a face's label: that it is lost, or why it is uncertain. */
function note(face) {
  if (face.state === "lost") {
    return "out of sight";
  }
  return face.uncertain ? `uncertain: ${face.reasons.join(", ")}` : "";
}

function element(name, className, text = "") {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

const bright = (label) => (label ? `var(--bright-${label})` : "");

function drawBoxes(mine, result) {
  const left = new Map([...boxes.children].map((box) => [box.dataset.track, box]));
  for (const face of result.faces) {
    const key = String(face.track);
    let box = left.get(key);
    left.delete(key);
    if (!box) {
      box = element("div", "face");
      box.dataset.track = key;
      box.append(element("span", "tag"));
      boxes.append(box);
    }
    const [x, y, width, height] = face.box;
    const across = mirrored ? result.width - x - width : x;
    box.style.left = `${(100 * across) / result.width}%`;
    box.style.top = `${(100 * y) / result.height}%`;
    box.style.width = `${(100 * width) / result.width}%`;
    box.style.height = `${(100 * height) / result.height}%`;
    box.style.setProperty("--bright", bright(face.emotion));
    box.classList.toggle("lost", face.state === "lost");
    box.classList.toggle("high", y < 0.09 * result.height);
    box.classList.toggle("right", across + width > 0.75 * result.width);
    box.dataset.emotion = face.emotion ?? ""; // for whoever automates the page
    const known = face.emotion && face.state !== "lost" && !face.uncertain;
    box.firstChild.textContent = `${face.track}  ${known ? `${face.emotion} ${percent(face.confidence)}` : "?"}`;
  }
  left.forEach((box) => box.remove());
}

function card(mine, track) {
  const made = element("li", "person");
  made.dataset.track = track;
  const pick = element("button", "pick");
  pick.type = "button";
  pick.append(element("span", "id", track), element("strong", ""), element("span", "note"));
  pick.addEventListener("click", () => {
    mine.picked = track;
    drawChart();
  });
  const bars = element("div", "bars");
  for (const label of mine.hello.labels) {
    const bar = element("div", "bar");
    bar.append(element("i", ""));
    bar.firstChild.style.setProperty("--colour", `var(--${label})`);
    bars.append(element("span", "label", label), bar, element("span", "value"));
  }
  made.append(pick, bars);
  return made;
}

function drawPeople(mine, result) {
  const here = new Set(result.faces.filter((face) => face.state !== "lost").map((face) => face.track));
  let count = 0;
  for (const [track, person] of [...mine.people].sort(([a], [b]) => a - b)) {
    if (result.millis - person.seen > AWAY_MILLIS) {
      continue;
    }
    count++;
    if (!person.card) {
      person.card = card(mine, track);
      const next = [...byId("people").children].find((other) => Number(other.dataset.track) > track);
      byId("people").insertBefore(person.card, next ?? null);
    }
    const { face } = person;
    const [pick, bars] = person.card.children;
    person.card.classList.toggle("away", !here.has(track));
    pick.setAttribute("aria-pressed", String(mine.picked === track));
    pick.style.setProperty("--bright", bright(face.emotion));
    pick.children[1].textContent = face.emotion ? face.emotion : "looking…";
    pick.children[2].textContent = here.has(track) ? note(face) : "out of sight";
    mine.hello.labels.forEach((label, i) => {
      const score = face.scores?.[label] ?? 0;
      const [name, bar, value] = [0, 1, 2].map((j) => bars.children[3 * i + j]);
      name.classList.toggle("top", label === face.emotion);
      value.classList.toggle("top", label === face.emotion);
      bar.firstChild.style.width = percent(score).replace(" ", "");
      value.textContent = face.scores ? percent(score) : "–";
    });
  }
  byId("nobody").hidden = count > 0;
  const said = result.faces
    .filter((face) => face.emotion && face.state !== "lost")
    .map((face) => `person ${face.track}: ${face.uncertain ? "uncertain" : face.emotion}`);
  speak(said.join(", ") || "nobody in view");
}

/** The picked person's scores, stacked, the oldest at the left; where the face was not read the ground shows. */
function drawChart() {
  const person = session?.people.get(session.picked);
  byId("chart-title").textContent = person ? `Last minute of person ${session.picked}` : "Last minute";
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(`--${name}`);
  const ratio = devicePixelRatio || 1;
  const width = chart.clientWidth;
  const height = chart.clientHeight;
  if (chart.width !== Math.round(width * ratio) || chart.height !== Math.round(height * ratio)) {
    chart.width = Math.round(width * ratio);
    chart.height = Math.round(height * ratio);
  }
  const g = chart.getContext("2d");
  g.setTransform(ratio, 0, 0, ratio, 0, 0);
  g.clearRect(0, 0, width, height);
  const plot = { left: 44, right: width - 4, top: 6, bottom: height - 24 };
  const x = (millis) => plot.right - ((session.now - millis) / HISTORY_MILLIS) * (plot.right - plot.left);
  const y = (share) => plot.bottom - share * (plot.bottom - plot.top);
  g.font = `12px ${getComputedStyle(document.body).fontFamily}`;
  g.fillStyle = colour("quiet");
  g.strokeStyle = colour("line");
  g.lineWidth = 1;
  for (const share of [0, 0.5, 1]) {
    g.textAlign = "right";
    g.textBaseline = "middle";
    g.fillText(percent(share), plot.left - 8, Math.min(Math.max(y(share), 8), height - 8));
    g.beginPath();
    g.moveTo(plot.left, Math.round(y(share)) + 0.5);
    g.lineTo(plot.right, Math.round(y(share)) + 0.5);
    g.stroke();
  }
  g.textBaseline = "bottom";
  for (let seconds = 0; seconds <= 60; seconds += width < 500 ? 30 : 10) {
    g.textAlign = seconds === 0 ? "right" : seconds === 60 ? "left" : "center";
    const at = plot.right - (seconds / 60) * (plot.right - plot.left);
    g.fillText(seconds === 0 ? "now" : `−${seconds} s`, at, height);
  }
  if (!person) {
    return;
  }
  for (const run of runs(person.history)) {
    const base = run.map(() => 0);
    session.hello.labels.forEach((label, i) => {
      g.beginPath();
      run.forEach((point, j) => g.lineTo(x(point.millis), y(base[j])));
      for (let j = run.length - 1; j >= 0; j--) {
        base[j] = Math.min(1, base[j] + run[j].scores[i]);
        g.lineTo(x(run[j].millis), y(base[j]));
      }
      g.closePath();
      g.fillStyle = colour(label);
      g.globalAlpha = 0.85;
      g.fill();
      g.globalAlpha = 1;
    });
  }
  const { face } = person;
  chart.setAttribute(
    "aria-label",
    `Scores of the last minute of person ${session.picked}, now ${face.emotion ?? "not known"}`,
  );
}

/** A history without its gaps; a second without a picture is a gap, too. */
function runs(history) {
  const found = [];
  let run = [];
  for (const point of history) {
    if (!point.scores || (run.length && point.millis - run[run.length - 1].millis > 1_000)) {
      found.push(run);
      run = [];
    }
    if (point.scores) {
      run.push(point);
    }
  }
  found.push(run);
  return found.filter((points) => points.length > 1);
}

// Controls

function saveable(yes) {
  document.querySelectorAll("[data-save]").forEach((button) => {
    button.disabled = !yes;
  });
}

function playing(yes) {
  byId("pause").textContent = yes ? "Pause" : "Resume";
  byId("paused").hidden = yes;
}

function togglePause() {
  if (!session || session.closed || byId("controls").hidden) {
    return;
  }
  if (video.ended) {
    session.source.again(); // a session of its own, since times begin anew
  } else if (video.paused) {
    say("");
    playing(true);
    video.play().catch(() => {});
  } else {
    video.pause();
    playing(false);
  }
}

function mirror(yes) {
  mirrored = yes;
  stage.classList.toggle("mirrored", yes);
  byId("mirror").setAttribute("aria-pressed", String(yes));
  if (session?.last) {
    drawBoxes(session, session.last);
  }
}

async function save(kind) {
  if (!session?.hello || session.closed) {
    return;
  }
  let response;
  try {
    response = await fetch(`/reports/${session.hello.session}.${kind}`);
  } catch {
    response = { ok: false };
  }
  if (!response.ok) {
    say("It could not be saved: the server no longer has this session.");
    return;
  }
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await response.blob());
  link.download = `emotions.${kind}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

const openFile = () => byId("file").click();

byId("camera").addEventListener("click", startCamera);
byId("open").addEventListener("click", openFile);
byId("pause").addEventListener("click", togglePause);
byId("mirror").addEventListener("click", () => mirror(!mirrored));
byId("stop").addEventListener("click", () => {
  say("");
  end();
  byId("camera").focus();
});
document.querySelectorAll("[data-save]").forEach((button) => {
  button.addEventListener("click", () => save(button.dataset.save));
});
byId("file").addEventListener("change", (event) => {
  const [file] = event.target.files;
  event.target.value = "";
  if (file) {
    startFile(file);
  }
});

video.addEventListener("ended", () => {
  byId("pause").textContent = "Play again";
  say("The video has ended. Save the report before you play it again or take another source.");
});
video.addEventListener("error", () => {
  if (session && video.error && video.hasAttribute("src")) {
    end();
    say("This browser cannot play that file. Try an MP4 (H.264) or WebM video.");
  }
});

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) {
    return;
  }
  const action = {
    c: () => session || startCamera(), // a slip does not end what is running
    o: openFile,
    p: togglePause,
    m: () => mirror(!mirrored),
    s: () => save("html"),
  }[event.key.toLowerCase()];
  action?.();
});

addEventListener("dragover", (event) => {
  event.preventDefault();
  stage.classList.add("over");
});
addEventListener("dragleave", () => stage.classList.remove("over"));
addEventListener("drop", (event) => {
  event.preventDefault();
  stage.classList.remove("over");
  const [file] = event.dataTransfer.files;
  if (!file) {
    return;
  }
  if (file.type && !file.type.startsWith("video/")) {
    say(`${file.name} is not a video.`);
    return;
  }
  startFile(file);
});

addEventListener("resize", drawChart);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawChart);
drawChart();
