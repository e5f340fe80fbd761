package org.emotion4j.examples;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.emotion4j.FaceEmotionRecognizer;
import org.emotion4j.stream.EmotionStream;
import org.emotion4j.stream.StreamListener;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Reads emotions from the browser's camera or a video file as they come, on a page of this
 * computer's own:
 *
 * <pre>
 * mvn -q -pl examples -am -DskipTests compile exec:java@live-web
 * </pre>
 */
@Command(
    name = "live-web",
    description = "Serves a page that reads emotions from a camera or video, to this computer.")
public final class LiveWebExample implements Callable<Integer> {
  private final PrintWriter out;
  private final CountDownLatch stopped = new CountDownLatch(1);

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "Where to listen, 0 for any that is free (${DEFAULT-VALUE}).")
  private int port = 8088;

  LiveWebExample(PrintWriter out, PrintWriter err) {
    this.out = out;
  }

  public static void main(String[] args) {
    Cli.main(LiveWebExample::new, args);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    LiveServer.Limits limits = LiveServer.Limits.USUAL;
    ExecutorService workers = Executors.newFixedThreadPool(limits.sessions());
    try (FaceEmotionRecognizer recognizer = FaceEmotionRecognizer.create();
        LiveServer server =
            new LiveServer(port, recognition(recognizer, workers), limits, System::nanoTime)) {
      out.println("Open " + server.address() + " in a browser on this computer. Ctrl-C ends it.");
      out.flush();
      stopped.await();
    } finally {
      workers.shutdown();
    }
    return 0;
  }

  /** A stream for each session, on threads that the sessions share. */
  static LiveServer.Recognition recognition(
      FaceEmotionRecognizer recognizer, ExecutorService workers) {
    return new LiveServer.Recognition(
        recognizer.model().labels(), listener -> stream(recognizer, workers, listener));
  }

  private static EmotionStream stream(
      FaceEmotionRecognizer recognizer, ExecutorService workers, StreamListener listener) {
    return recognizer.openStream(
        recognizer.streamOptions().toBuilder().executor(workers).listener(listener).build());
  }

  /** Ends it. */
  void stop() {
    stopped.countDown();
  }
}
