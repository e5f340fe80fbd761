package org.emotion4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.imageio.ImageIO;
import org.emotion4j.Emotion;
import org.emotion4j.Frame;
import org.emotion4j.stream.EmotionStream;
import org.emotion4j.stream.StreamListener;
import org.emotion4j.stream.StreamOptions;
import org.emotion4j.stream.StreamResult;
import org.emotion4j.stream.StreamStatistics;
import org.emotion4j.testkit.Pictures;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the server of live-web serves, and to whom it refuses it; without a recognizer. */
class LiveServerTest {
  private static final LiveServer.Limits LIMITS = new LiveServer.Limits(2, 5, 60_000, 320);
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final List<FakeStream> streams = new CopyOnWriteArrayList<>();
  private final AtomicLong clock = new AtomicLong();
  private LiveServer server;

  @BeforeEach
  void start() throws IOException {
    LiveServer.Recognition recognition =
        new LiveServer.Recognition(
            List.of(Emotion.values()),
            listener -> {
              FakeStream stream = new FakeStream(listener);
              streams.add(stream);
              return stream;
            });
    server = new LiveServer(0, recognition, LIMITS, clock::get);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** Finds nobody, at once. */
  private static final class FakeStream implements EmotionStream {
    private final StreamListener listener;
    private final List<Frame> frames = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    FakeStream(StreamListener listener) {
      this.listener = listener;
    }

    @Override
    public void submit(Frame frame) {
      frames.add(frame);
      StreamResult.Times times =
          new StreamResult.Times(
              Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);
      listener.onResult(
          new StreamResult(
              frames.size() - 1,
              frame.timestamp(),
              frame.width(),
              frame.height(),
              List.of(),
              true,
              times,
              Duration.ZERO,
              0));
    }

    @Override
    public void close() {
      closed.complete(null);
    }

    @Override
    public boolean closeAndDrain(Duration timeout) {
      throw new UnsupportedOperationException();
    }

    @Override
    public StreamResult process(Frame frame) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Flow.Publisher<StreamResult> results() {
      throw new UnsupportedOperationException();
    }

    @Override
    public StreamStatistics statistics() {
      throw new UnsupportedOperationException();
    }

    @Override
    public StreamOptions options() {
      throw new UnsupportedOperationException();
    }
  }

  /** A page's end of the socket: what it was told, and how it was closed. */
  private static final class Page implements WebSocket.Listener {
    private final BlockingQueue<JsonObject> messages = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> status = new CompletableFuture<>();
    private final StringBuilder text = new StringBuilder();
    private volatile String reason = "";
    private WebSocket socket;

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        messages.add(JsonParser.parseString(text.toString()).getAsJsonObject());
        text.setLength(0);
      }
      from.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String why) {
      reason = why;
      status.complete(code);
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      status.completeExceptionally(error);
    }

    void send(double millis, byte[] picture) {
      ByteBuffer message = ByteBuffer.allocate(Double.BYTES + picture.length);
      send(message.putDouble(millis).put(picture).array());
    }

    void send(byte[] message) {
      socket.sendBinary(ByteBuffer.wrap(message), true).join();
    }

    JsonObject next(String type) throws InterruptedException {
      JsonObject message = messages.poll(30, TimeUnit.SECONDS);
      assertThat(message).isNotNull();
      assertThat(message.get("type").getAsString()).isEqualTo(type);
      return message;
    }

    int closedWith() {
      return status.orTimeout(30, TimeUnit.SECONDS).join();
    }
  }

  private Page connect() {
    return connect("http://127.0.0.1:" + port());
  }

  private Page connect(String origin) {
    Page page = new Page();
    WebSocket.Builder builder = CLIENT.newWebSocketBuilder();
    if (!origin.isEmpty()) {
      builder.header("Origin", origin);
    }
    URI live = URI.create("ws://127.0.0.1:" + port() + "/live");
    page.socket = builder.buildAsync(live, page).join();
    return page;
  }

  private int port() {
    return server.address().getPort();
  }

  private static byte[] encoded(BufferedImage picture, String format) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(picture, format, bytes);
    return bytes.toByteArray();
  }

  private static byte[] jpeg() throws IOException {
    return encoded(Pictures.head(), "jpeg");
  }

  private HttpResponse<String> get(String path) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(server.address().resolve(path)).build();
    return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
  }

  /** The status of a request that no well-behaved client would send. */
  private int status(String... lines) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
      String request = String.join("\r\n", lines) + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      return Integer.parseInt(answer.split(" ")[1]);
    }
  }

  private String host() {
    return "Host: 127.0.0.1:" + port();
  }

  @Test
  void page_andItsFiles_areServedAndMayLoadNothingElse() throws Exception {
    for (String path : List.of("/", "/live.css", "/live.js")) {
      HttpResponse<String> response = get(path);
      assertThat(response.statusCode()).as(path).isEqualTo(200);
      assertThat(response.body()).doesNotContain("https://").doesNotContain("//cdn");
      assertThat(response.headers().firstValue("Content-Security-Policy"))
          .hasValueSatisfying(
              policy ->
                  assertThat(policy).contains("default-src 'none'", "frame-ancestors 'none'"));
      assertThat(response.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
      assertThat(response.headers().firstValue("Server")).isEmpty();
    }
    assertThat(get("/live.java").statusCode()).isEqualTo(404);
    assertThat(get("/live").statusCode()).isEqualTo(403);
  }

  @Test
  void server_otherInterfaces_areNotListenedOn() throws Exception {
    assertThat(InetAddress.getByName(server.address().getHost()).isLoopbackAddress()).isTrue();
    Optional<InetAddress> other =
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
            .findFirst();
    assumeTrue(other.isPresent(), "this computer has no other address");
    try (Socket socket = new Socket()) {
      InetSocketAddress target = new InetSocketAddress(other.get(), port());
      assertThatThrownBy(() -> socket.connect(target, 5_000)).isInstanceOf(ConnectException.class);
    }
  }

  @Test
  void request_nameOfAnotherHost_isRefused() throws IOException {
    assertThat(status("GET / HTTP/1.1", host())).isEqualTo(200);
    assertThat(status("GET / HTTP/1.1", "Host: localhost:" + port())).isEqualTo(200);
    assertThat(status("GET / HTTP/1.1", "Host: evil.example:" + port())).isEqualTo(421);
    assertThat(status("GET / HTTP/1.1", "Host: 127.0.0.1:1")).isEqualTo(421);
    assertThat(status("GET / HTTP/1.1", "Host: 127.0.0.1.evil.example:" + port())).isEqualTo(421);
    assertThat(status("GET / HTTP/1.1")).isEqualTo(400);
    assertThat(status("GET / HTTP/1.0")).isEqualTo(421);
  }

  @Test
  void request_ofAnotherOrigin_isRefused() throws IOException {
    String own = "Origin: http://127.0.0.1:" + port();
    assertThat(status("GET /live.js HTTP/1.1", host(), own)).isEqualTo(200);
    for (String other :
        List.of("http://evil.example", "https://127.0.0.1:" + port(), "http://127.0.0.1", "null")) {
      assertThat(status("GET /live.js HTTP/1.1", host(), "Origin: " + other))
          .as(other)
          .isEqualTo(403);
    }
    assertThat(status("GET /live.js HTTP/1.1", host(), own, "Origin: http://evil.example"))
        .isEqualTo(403);
  }

  @Test
  void request_thatIsNoGet_isRefused() throws IOException {
    assertThat(status("POST / HTTP/1.1", host(), "Content-Length: 0")).isEqualTo(405);
    assertThat(status("DELETE /live.js HTTP/1.1", host())).isEqualTo(405);
  }

  @Test
  void socket_ofAnotherOriginOrNone_isRefused() {
    for (String origin : List.of("http://evil.example", "http://localhost:1", "")) {
      assertThatThrownBy(() -> connect(origin))
          .as(origin)
          .isInstanceOf(CompletionException.class)
          .cause()
          .isInstanceOfSatisfying(
              WebSocketHandshakeException.class,
              refused -> assertThat(refused.getResponse().statusCode()).isEqualTo(403));
    }
    assertThat(streams).isEmpty();
  }

  @Test
  void session_pictures_areAnsweredWithTheirTime() throws Exception {
    Page page = connect();
    JsonObject hello = page.next("hello");
    assertThat(hello.get("labels").getAsJsonArray()).hasSize(Emotion.values().length);
    assertThat(hello.get("side").getAsInt()).isEqualTo(LIMITS.side());
    page.send(40.5, jpeg());
    JsonObject frame = page.next("frame");
    assertThat(frame.get("millis").getAsDouble()).isEqualTo(40.5);
    assertThat(frame.get("width").getAsInt()).isEqualTo(190);
    assertThat(frame.get("faces").getAsJsonArray()).isEmpty();
  }

  @Test
  void session_timesThatDoNotFollow_areMadeToIncrease() throws Exception {
    Page page = connect();
    page.next("hello");
    for (double millis : new double[] {0, 0, 5, 3, 90}) {
      page.send(millis, jpeg());
      page.next("frame");
    }
    assertThat(streams.get(0).frames)
        .extracting(frame -> frame.timestamp().toMillis())
        .containsExactly(0L, 1L, 5L, 6L, 90L);
  }

  @Test
  void session_tooManyBytes_isClosed() throws Exception {
    Page page = connect();
    page.next("hello");
    page.send(0, new byte[LIMITS.frameBytes()]);
    assertThat(page.closedWith()).isEqualTo(1009);
    streams.get(0).closed.get(30, TimeUnit.SECONDS);
  }

  @Test
  void session_tooManyPictures_isClosed() throws Exception {
    Page page = connect();
    page.next("hello");
    byte[] jpeg = jpeg();
    for (int i = 0; i < 2 * LIMITS.framesPerSecond(); i++) {
      page.send(i, jpeg);
      page.next("frame");
    }
    clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(100)); // the time of one more
    page.send(100, jpeg);
    page.next("frame");
    page.send(101, jpeg);
    assertThat(page.closedWith()).isEqualTo(1008);
    assertThat(page.reason).contains("10 pictures a second");
  }

  @Test
  void session_whatIsNoSmallJpeg_isClosedUnread() throws Exception {
    byte[] jpeg = jpeg();
    byte[] cut = Arrays.copyOf(jpeg, 200);
    for (byte[] picture :
        List.of(
            encoded(Pictures.scaled(Pictures.head(), 100, 100), "png"),
            "GIF89a and more".getBytes(StandardCharsets.US_ASCII),
            cut,
            encoded(Pictures.noFace(400, 300), "jpeg"))) {
      Page page = connect();
      page.next("hello");
      page.send(0, picture);
      assertThat(page.closedWith()).isEqualTo(1007);
      assertThat(page.reason).contains("JPEG");
    }
    assertThat(streams).hasSize(4).allMatch(stream -> stream.frames.isEmpty());
  }

  @Test
  void session_withoutAProperTime_isClosed() throws Exception {
    for (double millis : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY, 1e300}) {
      Page page = connect();
      page.next("hello");
      page.send(millis, jpeg());
      assertThat(page.closedWith()).isEqualTo(1007);
    }
    Page page = connect();
    page.next("hello");
    page.send(new byte[3]);
    assertThat(page.closedWith()).isEqualTo(1007);
  }

  @Test
  void sessions_moreThanAllowed_areTurnedAwayUntilOneEnds() throws Exception {
    Page first = connect();
    first.next("hello");
    connect().next("hello");
    Page third = connect();
    assertThat(third.closedWith()).isEqualTo(1013);
    assertThat(third.reason).contains("2 pages");
    first.socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    streams.get(0).closed.get(30, TimeUnit.SECONDS);
    first.closedWith();
    connect().next("hello");
    assertThat(streams).hasSize(3);
    assertThat(server.sessions()).isEqualTo(2);
  }

  @Test
  void session_whoseConnectionBreaks_closesItsStreamAlone() throws Exception {
    Page first = connect();
    first.next("hello");
    Page second = connect();
    second.next("hello");
    first.socket.abort();
    streams.get(0).closed.get(30, TimeUnit.SECONDS);
    assertThat(streams.get(1).closed).isNotDone();
  }

  @Test
  void close_endsSessionsAndTheirStreams() throws Exception {
    Page page = connect();
    page.next("hello");
    server.close();
    streams.get(0).closed.get(30, TimeUnit.SECONDS);
    assertThat(page.closedWith()).isEqualTo(1001);
  }

  @Test
  void reports_areOfTheirSessionAndEndWithIt() throws Exception {
    Page page = connect();
    String name = page.next("hello").get("session").getAsString();
    page.send(40, jpeg());
    page.next("frame");
    HttpResponse<String> csv = get("/reports/" + name + ".csv");
    assertThat(csv.statusCode()).isEqualTo(200);
    assertThat(csv.body().lines())
        .hasSize(2)
        .first()
        .asString()
        .startsWith("frame,millis,track,state,emotion,confidence,x,y,width,height");
    assertThat(csv.headers().firstValue("Content-Disposition"))
        .hasValue("attachment; filename=\"emotions.csv\"");
    assertThat(get("/reports/" + name + ".vtt").body()).startsWith("WEBVTT");
    assertThat(get("/reports/" + name + ".jsonl").body()).startsWith("{");
    assertThat(get("/reports/" + name + ".html").body()).startsWith("<!");
    assertThat(get("/reports/" + name + ".exe").statusCode()).isEqualTo(404);
    assertThat(get("/reports/" + "0".repeat(32) + ".csv").statusCode()).isEqualTo(404);
    page.socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    streams.get(0).closed.get(30, TimeUnit.SECONDS);
    page.closedWith();
    assertThat(get("/reports/" + name + ".csv").statusCode()).isEqualTo(404);
  }
}
