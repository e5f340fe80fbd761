package org.emotion4j.examples;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.StatusCode;
import org.emotion4j.ClosedException;
import org.emotion4j.Emotion;
import org.emotion4j.Frame;
import org.emotion4j.ImageException;
import org.emotion4j.stream.EmotionStream;
import org.emotion4j.stream.StreamListener;
import org.emotion4j.stream.StreamResult;
import org.emotion4j.stream.TrackedFace;
import org.emotion4j.timeline.Timeline;
import org.jspecify.annotations.Nullable;

/**
 * One page that watches one source, over a WebSocket, with a stream and a timeline of its own which
 * end with it.
 *
 * <p>A binary message from the page is a picture: when it was taken, in milliseconds on the page's
 * clock, as a big-endian double, then a JPEG. To the page go JSON objects: {@code hello} with the
 * session's name, labels and limits; {@code frame} for each result; {@code failed} for a frame that
 * could not be recognised. A page that does not keep to the rules is told why as it is cut off.
 *
 * <p>Public, since Jetty calls it.
 */
public final class LiveSession extends Session.Listener.AbstractAutoDemanding
    implements StreamListener {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int TIME_BYTES = Double.BYTES;
  private static final double MAX_MILLIS = Duration.ofDays(7).toMillis();
  private static final Duration TICK = Duration.ofMillis(1);

  private final LiveServer server;
  private final String name;
  private final Timeline timeline;
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private @Nullable EmotionStream stream; // from opening to closing; Jetty's callbacks are in order
  private Duration last = Duration.ofMillis(-1);
  private double allowance;
  private long refilled;

  LiveSession(LiveServer server) {
    this.server = server;
    byte[] random = new byte[16];
    RANDOM.nextBytes(random);
    this.name = HexFormat.of().formatHex(random);
    this.timeline = new Timeline(server.recognition().labels());
    this.allowance = burst();
    this.refilled = server.nanoTime();
  }

  /** Cannot be guessed: who knows it may read the session's reports. */
  String name() {
    return name;
  }

  Timeline timeline() {
    return timeline;
  }

  @Override
  public void onWebSocketOpen(Session session) {
    super.onWebSocketOpen(session);
    if (!server.admit(this)) {
      refuse(
          StatusCode.TRY_AGAIN_LATER,
          server.limits().sessions() + " pages are watching already: close one of them first.");
      return;
    }
    stream = server.recognition().open().apply(this);
    JsonObject hello = message("hello");
    hello.addProperty("session", name);
    JsonArray labels = new JsonArray();
    server.recognition().labels().stream().map(Emotion::label).forEach(labels::add);
    hello.add("labels", labels);
    hello.addProperty("framesPerSecond", server.limits().framesPerSecond());
    hello.addProperty("frameBytes", server.limits().frameBytes());
    hello.addProperty("side", server.limits().side());
    send(hello);
  }

  @Override
  public void onWebSocketBinary(ByteBuffer message, Callback callback) {
    take(message);
    callback.succeed();
  }

  private void take(ByteBuffer message) {
    EmotionStream open = stream;
    if (open == null) {
      return; // refused, and the page does not know yet
    }
    if (!isWithinRate()) {
      int most = 2 * server.limits().framesPerSecond();
      refuse(StatusCode.POLICY_VIOLATION, "More than " + most + " pictures a second.");
      return;
    }
    double millis = message.remaining() > TIME_BYTES ? message.getDouble() : Double.NaN;
    if (!(millis >= 0 && millis <= MAX_MILLIS)) {
      refuse(StatusCode.BAD_PAYLOAD, "A picture must begin with its time in milliseconds.");
      return;
    }
    byte[] jpeg = new byte[message.remaining()];
    message.get(jpeg);
    try {
      open.submit(frame(jpeg).withTimestamp(increasing(millis)));
    } catch (ImageException | IOException e) {
      refuse(StatusCode.BAD_PAYLOAD, "Not a JPEG of at most " + side() + " pixels.");
    } catch (ClosedException e) {
      shutDown();
    }
  }

  private String side() {
    return server.limits().side() + " x " + server.limits().side();
  }

  /** Decodes JPEG and nothing else that ImageIO can, so that pages cannot choose the decoder. */
  private Frame frame(byte[] jpeg) throws IOException {
    if (jpeg.length < 3 || jpeg[0] != (byte) 0xff || jpeg[1] != (byte) 0xd8) {
      throw new ImageException("not a JPEG");
    }
    long side = server.limits().side();
    return Frame.read(new ByteArrayInputStream(jpeg), side * side);
  }

  /**
   * The page's time, a millisecond after the last one if it does not follow it: clocks of browsers
   * are rounded, and a video that is played again begins anew.
   */
  private Duration increasing(double millis) {
    Duration time = Duration.ofNanos((long) (millis * 1e6));
    Duration next = last.plus(TICK);
    last = time.compareTo(next) > 0 ? time : next;
    return last;
  }

  /** A bucket that fills at the highest rate, and holds what comes in a second of it. */
  private boolean isWithinRate() {
    long now = server.nanoTime();
    allowance = Math.min(burst(), allowance + (now - refilled) / 1e9 * burst());
    refilled = now;
    if (allowance < 1) {
      return false;
    }
    allowance--;
    return true;
  }

  private double burst() {
    return 2.0 * server.limits().framesPerSecond();
  }

  @Override
  public void onResult(StreamResult result) {
    timeline.add(result);
    JsonObject frame = message("frame");
    frame.addProperty("millis", Json.millis(result.timestamp()));
    frame.addProperty("width", result.width());
    frame.addProperty("height", result.height());
    frame.addProperty("dropped", result.dropped());
    JsonArray faces = new JsonArray();
    result.faces().forEach(face -> faces.add(json(face)));
    frame.add("faces", faces);
    send(frame);
  }

  @Override
  public void onFailure(Duration timestamp, RuntimeException failure) {
    JsonObject failed = message("failed");
    failed.addProperty("millis", Json.millis(timestamp));
    failed.addProperty("message", "A picture could not be recognised: " + Cli.reason(failure));
    send(failed);
  }

  private static JsonObject json(TrackedFace face) {
    JsonObject object = new JsonObject();
    object.addProperty("track", face.id());
    object.addProperty("state", lower(face.state()));
    object.add("box", Json.box(face.box()));
    object.addProperty("uncertain", face.uncertain());
    JsonArray reasons = new JsonArray();
    face.reasons().forEach(reason -> reasons.add(lower(reason)));
    object.add("reasons", reasons);
    face.label()
        .ifPresent(
            label -> {
              object.addProperty("emotion", label.label());
              object.addProperty("confidence", Json.rounded(face.confidence(), 4));
            });
    face.scores().ifPresent(scores -> object.add("scores", Json.scores(scores)));
    return object;
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static JsonObject message(String type) {
    JsonObject object = new JsonObject();
    object.addProperty("type", type);
    return object;
  }

  private void send(JsonObject message) {
    Session session = getSession();
    session.sendText(
        message.toString(), Callback.from(() -> {}, unsendable -> session.disconnect()));
  }

  private void refuse(int status, String reason) {
    end();
    getSession().close(status, reason, Callback.NOOP);
  }

  /** Broken connections are nothing to log: {@link #onWebSocketClose} follows. */
  @Override
  public void onWebSocketError(Throwable cause) {}

  @Override
  public void onWebSocketClose(int status, String reason, Callback callback) {
    end();
    closed.complete(null);
    callback.succeed();
  }

  /**
   * Tells the page that the program ends.
   *
   * @return completes when the page has answered, or its connection has broken
   */
  CompletableFuture<Void> shutDown() {
    refuse(StatusCode.SHUTDOWN, "The program has ended. Start it, then start again here.");
    return closed;
  }

  private void end() {
    EmotionStream open = stream;
    stream = null;
    if (open != null) {
      open.close();
    }
    server.release(this);
  }
}
