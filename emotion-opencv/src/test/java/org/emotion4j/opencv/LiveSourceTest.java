package org.emotion4j.opencv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.imageio.ImageIO;
import org.emotion4j.Frame;
import org.emotion4j.ImageException;
import org.emotion4j.PixelFormat;
import org.emotion4j.testkit.Pictures;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveSourceTest {
  private static final Reconnect QUICK =
      new Reconnect(3, Duration.ofMillis(1), Duration.ofMillis(2));

  @TempDir Path directory;

  private final AtomicInteger open = new AtomicInteger();
  private final AtomicLong clock = new AtomicLong();
  private final List<Duration> pauses = new ArrayList<>();
  private @Nullable HttpServer server;
  private @Nullable ExecutorService threads;

  @AfterEach
  void stopServer() {
    if (server != null) {
      server.stop(0);
    }
    if (threads != null) {
      threads.shutdownNow();
    }
  }

  /** A connection that gives pictures at these milliseconds, and then ends or breaks. */
  private final class Connection implements VideoSource {
    private final Deque<Long> millis = new ArrayDeque<>();
    private final boolean breaks;
    private final boolean finite;

    Connection(boolean breaks, boolean finite, long... millis) {
      for (long each : millis) {
        this.millis.add(each);
      }
      this.breaks = breaks;
      this.finite = finite;
      open.incrementAndGet();
    }

    @Override
    public @Nullable Frame next() {
      Long next = millis.poll();
      if (next == null) {
        if (breaks) {
          throw new ImageException("broken");
        }
        return null;
      }
      return Frame.wrap(ByteBuffer.allocate(4), 2, 2, PixelFormat.GRAY8)
          .withTimestamp(Duration.ofMillis(next));
    }

    @Override
    public boolean isFinite() {
      return finite;
    }

    @Override
    public double frameRate() {
      return 10;
    }

    @Override
    public void close() {
      open.decrementAndGet();
    }
  }

  private LiveSource source(Reconnect policy, VideoSource... connections) {
    Deque<VideoSource> left = new ArrayDeque<>(List.of(connections));
    return new LiveSource(
        "rtsp://camera",
        () -> {
          VideoSource next = left.poll();
          if (next == null) {
            throw new ImageException("refused");
          }
          return next;
        },
        policy,
        pause -> {
          pauses.add(pause);
          clock.addAndGet(pause.toNanos());
        },
        clock::get);
  }

  private static List<Long> times(VideoSource source, int count) {
    List<Long> times = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Frame frame = source.next();
      assertThat(frame).isNotNull();
      times.add(frame.timestamp().toMillis());
    }
    return times;
  }

  @Test
  void next_brokenConnection_goesOnWithTheOutageInTheTimes() {
    Reconnect policy = new Reconnect(4, Duration.ofMillis(500), Duration.ofMillis(1_500));
    LiveSource source =
        source(
            policy,
            new Connection(true, false, 1_000, 1_100),
            new Connection(false, false),
            new Connection(true, false),
            new Connection(false, false, 70, 170));
    assertThat(times(source, 4)).containsExactly(1_000L, 1_100L, 1_100L + 3_000, 1_200L + 3_000);
    assertThat(pauses).extracting(Duration::toMillis).containsExactly(500L, 1_000L, 1_500L);
  }

  @Test
  void next_goneForGood_throwsAfterTheTriesAndSaysWhy() {
    LiveSource source = source(QUICK, new Connection(true, false, 0));
    times(source, 1);
    assertThatThrownBy(source::next)
        .isInstanceOf(StreamLostException.class)
        .hasMessageContaining("rtsp://camera broke off and gave no picture in 3 further tries")
        .hasRootCauseMessage("refused");
    assertThat(pauses).extracting(Duration::toMillis).containsExactly(1L, 2L, 2L);
  }

  @Test
  void next_withoutReconnecting_endsOrThrowsAsItIs() {
    assertThat(source(Reconnect.never(), new Connection(false, false)).next()).isNull();
    LiveSource broken = source(Reconnect.never(), new Connection(true, false));
    assertThatThrownBy(broken::next).isInstanceOf(ImageException.class).hasMessage("broken");
  }

  @Test
  void next_finiteSource_isNotOpenedAgain() {
    assertThat(source(QUICK, new Connection(false, true)).next()).isNull();
    LiveSource broken = source(QUICK, new Connection(true, true));
    assertThatThrownBy(broken::next).isInstanceOf(ImageException.class).hasMessage("broken");
    assertThat(pauses).isEmpty();
  }

  @Test
  void next_interruptedWhileItWaits_throwsAndKeepsTheInterrupt() {
    LiveSource source =
        new LiveSource(
            "x",
            () -> new Connection(true, false),
            QUICK,
            pause -> {
              throw new InterruptedException();
            },
            clock::get);
    assertThatThrownBy(source::next).isInstanceOf(StreamLostException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void connections_areClosedOnceEach() {
    LiveSource source =
        source(QUICK, new Connection(true, false, 0), new Connection(true, false, 0));
    open.set(2); // both were made at once here
    times(source, 2);
    assertThat(open).hasValue(1);
    source.close();
    assertThat(open).hasValue(0);
  }

  @Test
  void reconnect_valuesThatCannotBe_areRefused() {
    Duration second = Duration.ofSeconds(1);
    assertThatThrownBy(() -> new Reconnect(-1, second, second))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Reconnect(1, Duration.ZERO, second))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Reconnect(1, second, second.minusMillis(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(Reconnect.usual().pause(30)).isEqualTo(Duration.ofSeconds(8));
  }

  private interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  private String serve(Answer answer) throws IOException {
    HttpServer made =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    threads = Executors.newCachedThreadPool();
    made.setExecutor(threads);
    made.createContext(
        "/",
        exchange -> {
          try {
            answer.to(exchange);
          } finally {
            exchange.close();
          }
        });
    made.start();
    server = made;
    return "http://127.0.0.1:" + made.getAddress().getPort() + "/live";
  }

  private static byte[] jpeg(int shift) throws IOException {
    BufferedImage picture = Pictures.placed(Pictures.head(), 20 + shift, 30, 190, 320, 240);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(picture, "jpg", bytes);
    return bytes.toByteArray();
  }

  /** Pictures as web cameras send them. */
  private static void sendPictures(HttpExchange exchange, int count) throws IOException {
    exchange
        .getResponseHeaders()
        .add("Content-Type", "multipart/x-mixed-replace; boundary=picture");
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      for (int i = 0; i < count; i++) {
        byte[] picture = jpeg(i);
        String head =
            "--picture\r\nContent-Type: image/jpeg\r\nContent-Length: "
                + picture.length
                + "\r\n\r\n";
        out.write(head.getBytes(StandardCharsets.US_ASCII));
        out.write(picture);
        out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
      }
    }
  }

  @Test
  void ofUrl_cameraThatBreaksOffTwice_givesAllPicturesThenSaysThatItIsLost() throws IOException {
    AtomicInteger requests = new AtomicInteger();
    String url =
        serve(
            exchange -> {
              int request = requests.getAndIncrement();
              if (request == 0 || request == 2) {
                sendPictures(exchange, 6);
              } else {
                exchange.sendResponseHeaders(503, -1);
              }
            });
    List<Duration> times = new ArrayList<>();
    try (VideoFrames video = VideoFrames.ofUrl(url, QUICK)) {
      assertThatThrownBy(
              () -> {
                for (Frame frame : video) {
                  assertThat(frame.width()).isEqualTo(320);
                  times.add(frame.timestamp());
                }
              })
          .isInstanceOf(StreamLostException.class)
          .hasMessageContaining(url);
    }
    assertThat(times).hasSize(12).isSorted().doesNotHaveDuplicates();
    // One a try, and JavaCV asks a second time when it was refused.
    assertThat(requests.get()).isBetween(6, 10);
  }

  @Test
  void ofUrl_neverThere_throwsAtOnce() throws IOException {
    String url = serve(exchange -> exchange.sendResponseHeaders(404, -1));
    assertThatThrownBy(() -> VideoFrames.ofUrl(url))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining(url);
  }

  @Test
  void ofUrl_fileWhoseTransferBreaksOff_isReadToItsEnd() throws IOException {
    Path file = directory.resolve("clip.mp4");
    try (VideoWriter writer = new VideoWriter(file, 10)) {
      for (int i = 0; i < 30; i++) {
        writer.write(Frame.of(Pictures.placed(Pictures.head(), 20 + i, 30, 190, 320, 240)));
      }
    }
    byte[] bytes = Files.readAllBytes(file);
    AtomicInteger requests = new AtomicInteger();
    String url =
        serve(
            exchange -> {
              String range = exchange.getRequestHeaders().getFirst("Range");
              int from =
                  range == null ? 0 : Integer.parseInt(range.replaceAll("\\D*(\\d+)-.*", "$1"));
              exchange.getResponseHeaders().add("Accept-Ranges", "bytes");
              exchange
                  .getResponseHeaders()
                  .add(
                      "Content-Range",
                      "bytes " + from + "-" + (bytes.length - 1) + "/" + bytes.length);
              exchange.sendResponseHeaders(range == null ? 200 : 206, bytes.length - from);
              // The first is given up for the index at the file's end, so the third breaks off too.
              int rest = bytes.length - from;
              int sent =
                  requests.getAndIncrement() < 3 && from < bytes.length / 2 ? rest / 2 : rest;
              exchange.getResponseBody().write(bytes, from, sent);
              exchange.getResponseBody().flush();
            });
    int read = 0;
    try (VideoFrames video = VideoFrames.ofUrl(url)) {
      for (Frame frame : video) {
        assertThat(frame.height()).isEqualTo(240);
        read++;
      }
    }
    assertThat(read).isEqualTo(30);
    assertThat(requests.get()).isGreaterThan(3);
  }
}
