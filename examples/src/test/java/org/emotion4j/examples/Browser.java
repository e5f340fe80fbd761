package org.emotion4j.examples;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A headless Chromium with one page, through its DevTools protocol. Its process and what that
 * started end with it.
 */
final class Browser implements AutoCloseable {
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome");
  private static final String LISTENING = "DevTools listening on ";
  private static final Duration ANSWER = Duration.ofSeconds(60);

  private final Process process;
  private final WebSocket socket;
  private final Map<Integer, CompletableFuture<JsonObject>> asked = new ConcurrentHashMap<>();
  private final AtomicInteger ids = new AtomicInteger();
  private String page = "";

  /** The one on the path. */
  static Optional<Path> find() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * Starts one.
   *
   * @param profile an empty folder for what it writes
   */
  Browser(Path program, Path profile, String... options) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(program.toString());
    // Without a sandbox, which containers seldom allow: it sees this project's page alone.
    command.addAll(
        List.of(
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--remote-debugging-port=0",
            "--user-data-dir=" + profile));
    command.addAll(List.of(options));
    command.add("about:blank");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD);
    // Its sockets lie there, and are left behind when it is killed.
    builder.environment().put("TMPDIR", Files.createDirectory(profile.resolve("tmp")).toString());
    process = builder.start();
    try {
      BufferedReader errors = process.errorReader();
      URI address = address(errors);
      Thread drain = new Thread(() -> errors.lines().forEach(line -> {}), "browser-errors");
      drain.setDaemon(true);
      drain.start();
      socket =
          HttpClient.newHttpClient()
              .newWebSocketBuilder()
              .buildAsync(address, new Answers())
              .get(ANSWER.toSeconds(), TimeUnit.SECONDS);
      JsonObject target = new JsonObject();
      target.addProperty("url", "about:blank");
      JsonObject attach = new JsonObject();
      attach.add("targetId", call("Target.createTarget", target).get("targetId"));
      attach.addProperty("flatten", true);
      page = call("Target.attachToTarget", attach).get("sessionId").getAsString();
    } catch (Exception e) {
      kill();
      throw e;
    }
  }

  private static URI address(BufferedReader errors) throws IOException {
    StringBuilder seen = new StringBuilder();
    for (String line = errors.readLine(); line != null; line = errors.readLine()) {
      if (line.startsWith(LISTENING)) {
        return URI.create(line.substring(LISTENING.length()).strip());
      }
      seen.append(line).append('\n');
    }
    throw new IOException("the browser does not start: " + seen);
  }

  /** Calls a method of the protocol, on the page once there is one. */
  JsonObject call(String method, JsonObject parameters) throws Exception {
    int id = ids.incrementAndGet();
    JsonObject message = new JsonObject();
    message.addProperty("id", id);
    message.addProperty("method", method);
    message.add("params", parameters);
    if (!page.isEmpty()) {
      message.addProperty("sessionId", page);
    }
    CompletableFuture<JsonObject> answer = new CompletableFuture<>();
    asked.put(id, answer);
    socket.sendText(message.toString(), true).get(ANSWER.toSeconds(), TimeUnit.SECONDS);
    JsonObject result = answer.get(ANSWER.toSeconds(), TimeUnit.SECONDS);
    if (result.has("error")) {
      throw new IOException(method + ": " + result.get("error"));
    }
    return result.getAsJsonObject("result");
  }

  void open(URI address) throws Exception {
    JsonObject navigate = new JsonObject();
    navigate.addProperty("url", address.toString());
    call("Page.navigate", navigate);
    until("document.readyState === 'complete' && location.href === '" + address + "'");
  }

  /** The value of an expression on the page, as if a person had caused it. */
  JsonElement evaluate(String expression) throws Exception {
    JsonObject evaluate = new JsonObject();
    evaluate.addProperty("expression", expression);
    evaluate.addProperty("returnByValue", true);
    evaluate.addProperty("awaitPromise", true);
    evaluate.addProperty("userGesture", true);
    JsonObject result = call("Runtime.evaluate", evaluate);
    if (result.has("exceptionDetails")) {
      throw new IOException(expression + ": " + result.get("exceptionDetails"));
    }
    JsonElement value = result.getAsJsonObject("result").get("value");
    return value == null ? com.google.gson.JsonNull.INSTANCE : value;
  }

  String text(String expression) throws Exception {
    return evaluate(expression).getAsString();
  }

  /** Waits until an expression is true. */
  void until(String expression) throws Exception {
    long end = System.nanoTime() + ANSWER.toNanos();
    while (!evaluate(expression).toString().equals("true")) {
      if (System.nanoTime() > end) {
        String shown = text("document.body.innerText");
        throw new TimeoutException("never true: " + expression + "; the page says: " + shown);
      }
      Thread.sleep(50);
    }
  }

  @Override
  public void close() {
    socket.abort();
    kill();
  }

  private void kill() {
    List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
    all.add(process.toHandle());
    all.forEach(ProcessHandle::destroyForcibly);
    for (ProcessHandle each : all) {
      try {
        each.onExit().get(10, TimeUnit.SECONDS); // it writes into its profile until then
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (ExecutionException | TimeoutException e) {
        throw new IllegalStateException("the browser does not end", e);
      }
    }
  }

  private final class Answers implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        JsonObject message = JsonParser.parseString(text.toString()).getAsJsonObject();
        text.setLength(0);
        if (message.has("id")) {
          asked.remove(message.get("id").getAsInt()).complete(message);
        }
      }
      from.request(1);
      return null;
    }
  }
}
