package org.emotion4j.examples;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.BindException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;
import org.emotion4j.Emotion;
import org.emotion4j.stream.EmotionStream;
import org.emotion4j.stream.StreamListener;
import org.emotion4j.timeline.ReportOptions;
import org.emotion4j.timeline.Timeline;

/**
 * The server of {@link LiveWebExample}: its page, a WebSocket for pictures and results ({@link
 * LiveSession}), and what a session saves.
 *
 * <p>It serves browsers on this computer, and of their pages its own alone. It listens on the
 * loopback address; refuses requests whose {@code Host} is another name, which is how a foreign
 * page reaches a local server by DNS rebinding; and those whose {@code Origin} is another page. A
 * session's reports are found by a random name that only its page was told. Nothing is written to
 * disk.
 */
final class LiveServer implements AutoCloseable {
  /**
   * What a browser may ask of this computer.
   *
   * @param sessions open at a time
   * @param framesPerSecond that pages send at most; a session that sends twice as many is closed
   * @param frameBytes of one JPEG and its time
   * @param side of a picture at most, in pixels
   */
  record Limits(int sessions, int framesPerSecond, int frameBytes, int side) {
    static final Limits USUAL = new Limits(4, 30, 512 * 1024, 640);
  }

  /**
   * How sessions recognise.
   *
   * @param labels that the model emits
   * @param open gives a new stream whose results go to the listener
   */
  record Recognition(List<Emotion> labels, Function<StreamListener, EmotionStream> open) {}

  private record Asset(String type, ByteBuffer bytes) {}

  private static final Pattern REPORT =
      Pattern.compile("/reports/([0-9a-f]{32})\\.(html|csv|jsonl|vtt)");
  private static final Map<String, String> REPORT_TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "csv", "text/csv; charset=utf-8",
          "jsonl", "application/jsonl; charset=utf-8",
          "vtt", "text/vtt; charset=utf-8");

  /** A page that is paused tells every half minute that it is still there. */
  private static final Duration IDLE = Duration.ofMinutes(5);

  /** What pages have to answer when the server closes. */
  private static final Duration FAREWELL = Duration.ofSeconds(2);

  private static final HttpFields HEADERS =
      HttpFields.from(
          new HttpField(
              "Content-Security-Policy",
              "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
                  + " img-src data:; media-src blob:; base-uri 'none'; form-action 'none';"
                  + " frame-ancestors 'none'"),
          new HttpField("Permissions-Policy", "camera=(self)"),
          new HttpField("X-Content-Type-Options", "nosniff"),
          new HttpField("Referrer-Policy", "no-referrer"),
          new HttpField("Cross-Origin-Opener-Policy", "same-origin"),
          new HttpField("Cross-Origin-Resource-Policy", "same-origin"),
          new HttpField(HttpHeader.CACHE_CONTROL, "no-store"));

  private final Recognition recognition;
  private final Limits limits;
  private final LongSupplier nanoTime;
  private final Map<String, Asset> assets;
  private final Map<String, LiveSession> sessions = new ConcurrentHashMap<>();
  private final Server server;
  private final ServerConnector connector;

  /**
   * Starts to listen.
   *
   * @param port 0 for any that is free
   * @param nanoTime the clock of the frame rate, as {@link System#nanoTime()}
   * @throws IOException if the port is taken
   */
  LiveServer(int port, Recognition recognition, Limits limits, LongSupplier nanoTime)
      throws IOException {
    this.recognition = recognition;
    this.limits = limits;
    this.nanoTime = nanoTime;
    this.assets =
        Map.of(
            "/", asset("index.html", "text/html; charset=utf-8"),
            "/live.css", asset("live.css", "text/css; charset=utf-8"),
            "/live.js", asset("live.js", "text/javascript; charset=utf-8"));
    QueuedThreadPool threads = new QueuedThreadPool(8 + limits.sessions());
    threads.setName("live-web");
    threads.setDaemon(true);
    server = new Server(threads);
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setSendDateHeader(false);
    connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    connector.setHost(InetAddress.getLoopbackAddress().getHostAddress());
    connector.setPort(port);
    server.addConnector(connector);
    WebSocketUpgradeHandler sockets =
        WebSocketUpgradeHandler.from(server, container -> accept(container));
    sockets.setHandler(new Pages());
    server.setHandler(new Guard(sockets));
    try {
      server.start();
    } catch (Exception e) {
      close();
      if (e instanceof IOException && e.getCause() instanceof BindException) {
        throw new IOException("port " + port + " is taken: choose another by --port", e);
      }
      throw e instanceof IOException io ? io : new IOException("the server cannot start: " + e, e);
    }
  }

  private static Asset asset(String name, String type) {
    try (InputStream stream = LiveServer.class.getResourceAsStream("live/" + name)) {
      if (stream == null) {
        throw new IllegalStateException("live/" + name + " is not beside " + LiveServer.class);
      }
      return new Asset(type, ByteBuffer.wrap(stream.readAllBytes()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where its page is. */
  URI address() {
    return URI.create("http://" + connector.getHost() + ":" + connector.getLocalPort() + "/");
  }

  Recognition recognition() {
    return recognition;
  }

  Limits limits() {
    return limits;
  }

  long nanoTime() {
    return nanoTime.getAsLong();
  }

  /** Whether the session may begin, for which there must be room. */
  boolean admit(LiveSession session) {
    synchronized (sessions) {
      return sessions.size() < limits.sessions()
          && sessions.putIfAbsent(session.name(), session) == null;
    }
  }

  void release(LiveSession session) {
    sessions.remove(session.name(), session);
  }

  /** How many sessions are open. */
  int sessions() {
    return sessions.size();
  }

  /** Ends all sessions and frees the port; further calls do nothing. */
  @Override
  public void close() {
    CompletableFuture<?>[] farewells =
        sessions.values().stream().map(LiveSession::shutDown).toArray(CompletableFuture[]::new);
    // A connection that is cut before the page has read why looks to it like a broken one.
    CompletableFuture.allOf(farewells)
        .completeOnTimeout(null, FAREWELL.toMillis(), TimeUnit.MILLISECONDS)
        .join();
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the server does not stop", e);
    }
  }

  private void accept(ServerWebSocketContainer container) {
    container.setMaxBinaryMessageSize(limits.frameBytes());
    container.setMaxFrameSize(limits.frameBytes());
    container.setMaxOutgoingFrames(64); // a page that does not read is cut off, not queued for
    container.setIdleTimeout(IDLE);
    container.addMapping("/live", (request, response, callback) -> new LiveSession(this));
  }

  /** Lets requests of this server's own page through. */
  private static final class Guard extends Handler.Wrapper {
    Guard(Handler next) {
      super(next);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
      response.getHeaders().add(HEADERS);
      String host = String.valueOf(request.getHeaders().get(HttpHeader.HOST));
      List<String> origins = request.getHeaders().getValuesList(HttpHeader.ORIGIN);
      // Pages are asked for by an address that someone typed; a socket always by a page.
      boolean socket = Request.getPathInContext(request).equals("/live");
      if (!names(Request.getLocalPort(request)).contains(host.toLowerCase(Locale.ROOT))) {
        refuse(request, response, callback, HttpStatus.MISDIRECTED_REQUEST_421, "another host");
      } else if ((socket || !origins.isEmpty()) && !origins.equals(List.of("http://" + host))) {
        refuse(request, response, callback, HttpStatus.FORBIDDEN_403, "another origin");
      } else if (!HttpMethod.GET.is(request.getMethod())
          && !HttpMethod.HEAD.is(request.getMethod())) {
        refuse(request, response, callback, HttpStatus.METHOD_NOT_ALLOWED_405, "GET alone");
      } else {
        return super.handle(request, response, callback);
      }
      return true;
    }

    private static Set<String> names(int port) {
      String suffix = port == 80 ? "" : ":" + port;
      return Set.of("127.0.0.1" + suffix, "localhost" + suffix);
    }

    private static void refuse(
        Request request, Response response, Callback callback, int status, String reason) {
      Response.writeError(request, response, callback, status, reason);
    }
  }

  /** The page's files, and reports of open sessions. */
  private final class Pages extends Handler.Abstract {
    @Override
    public boolean handle(Request request, Response response, Callback callback)
        throws IOException {
      String path = Request.getPathInContext(request);
      Asset asset = assets.get(path);
      if (asset != null) {
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, asset.type());
        response.write(true, asset.bytes().duplicate(), callback);
        return true;
      }
      Matcher report = REPORT.matcher(path);
      LiveSession session = report.matches() ? sessions.get(report.group(1)) : null;
      if (session == null) {
        Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404);
        return true;
      }
      String kind = report.group(2);
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, REPORT_TYPES.get(kind));
      response
          .getHeaders()
          .put("Content-Disposition", "attachment; filename=\"emotions." + kind + "\"");
      try (Writer out =
          new OutputStreamWriter(Content.Sink.asOutputStream(response), StandardCharsets.UTF_8)) {
        write(session.timeline(), kind, out);
      }
      callback.succeeded();
      return true;
    }

    private static void write(Timeline timeline, String kind, Writer out) throws IOException {
      switch (kind) {
        case "html" -> timeline.writeReport(out, ReportOptions.titled("Live session"));
        case "csv" -> timeline.writeCsv(out);
        case "jsonl" -> timeline.writeJsonLines(out);
        case "vtt" -> timeline.writeWebVtt(out);
        default -> throw new IllegalArgumentException(kind);
      }
    }
  }
}
