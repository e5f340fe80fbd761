package org.emotion4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.GsonBuilder;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.emotion4j.ClosedException;
import org.emotion4j.EmotionResult;
import org.emotion4j.FaceEmotionRecognizer;
import org.emotion4j.Frame;
import org.emotion4j.PixelFormat;
import org.emotion4j.stream.EmotionStream;
import org.emotion4j.stream.StreamOptions;
import org.emotion4j.testkit.Pictures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * What the process holds stays level: resident and direct memory, open files, threads. The profile
 * {@code long} runs 200,000 frames and keeps the result (docs/testing.md).
 */
@EnabledOnOs(OS.LINUX)
class SoakTest {
  private static final int FRAMES = Integer.getInteger("emotion4j.soak.frames", 900);
  private static final int WARM_UP = 600;
  private static final int SAMPLES = 10;

  // The heap is touched in full when the JVM starts (see the pom). Collectors and compilers come
  // and go by some 20 MB; a float batch a frame would be 70 MB.
  private static final long RESIDENT_SLACK = 48 << 20;
  private static final long DIRECT_SLACK = 1 << 20;
  private static final long COUNT_SLACK = 2;

  /** What the process holds, the Java heap's garbage aside. */
  private record Held(long residentBytes, long directBytes, long openFiles, long threads) {
    static Held now() throws IOException, InterruptedException {
      System.gc(); // buffers outside the heap go with their Java objects
      long resident = Long.MAX_VALUE;
      for (int i = 0; i < 10; i++) {
        Thread.sleep(100);
        resident = Math.min(resident, resident());
      }
      try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"));
          Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
        return new Held(resident, direct(), files.count(), tasks.count());
      }
    }

    private static long resident() throws IOException {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
          .findFirst()
          .orElseThrow();
    }

    private static long direct() {
      return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
          .filter(pool -> pool.getName().equals("direct"))
          .mapToLong(BufferPoolMXBean::getMemoryUsed)
          .sum();
    }

    void assertNoMoreThan(Held before) {
      assertThat(residentBytes).isLessThan(before.residentBytes + RESIDENT_SLACK);
      assertThat(directBytes).isLessThanOrEqualTo(before.directBytes + DIRECT_SLACK);
      assertThat(openFiles).isLessThanOrEqualTo(before.openFiles + COUNT_SLACK);
      assertThat(threads).isLessThanOrEqualTo(before.threads + COUNT_SLACK);
    }
  }

  /**
   * No two of one size, from thumbnails to full HD; none, one and several faces; heap and direct.
   */
  private static List<Frame> frames() {
    List<Frame> frames = new ArrayList<>();
    List<BufferedImage> pictures =
        List.of(Pictures.astronaut(), Pictures.noFace(640, 480), Pictures.grid(2, 2, 190));
    int[] widths = {61, 160, 239, 320, 413, 640, 725, 800, 911, 1024, 1280, 1920};
    PixelFormat[] formats = {PixelFormat.BGR24, PixelFormat.RGBA32, PixelFormat.GRAY8};
    for (int i = 0; i < widths.length; i++) {
      BufferedImage picture = pictures.get(i % pictures.size());
      int height = Math.max(1, widths[i] * 9 / 16 + i);
      BufferedImage scaled = Pictures.scaled(picture, widths[i], height);
      frames.add(
          i % 2 == 0 ? Frame.of(scaled) : Pictures.frame(scaled, formats[i % formats.length], i));
    }
    return frames;
  }

  @Test
  void recognize_framesOfChangingSize_leavesTheProcessLevel() throws Exception {
    List<Frame> frames = frames();
    List<Held> samples = new ArrayList<>();
    long faces = 0;
    long start = System.nanoTime();
    try (FaceEmotionRecognizer recognizer = FaceEmotionRecognizer.create()) {
      faces += recognize(recognizer, frames, WARM_UP);
      samples.add(Held.now());
      for (int i = 0; i < SAMPLES; i++) {
        faces += recognize(recognizer, frames, FRAMES / SAMPLES);
        if (FRAMES >= SAMPLES * WARM_UP || i == SAMPLES - 1) {
          samples.add(Held.now());
        }
      }
    }
    keep(samples, faces, System.nanoTime() - start);
    assertThat(faces).isPositive();
    for (Held sample : samples) {
      sample.assertNoMoreThan(samples.get(0));
    }
  }

  private static long recognize(FaceEmotionRecognizer recognizer, List<Frame> frames, int count) {
    long faces = 0;
    for (int i = 0; i < count; i++) {
      faces += recognizer.recognize(frames.get(i % frames.size())).faces().size();
    }
    return faces;
  }

  /** Writes what was measured to the file that the profile names. */
  private static void keep(List<Held> samples, long faces, long nanos) throws IOException {
    String file = System.getProperty("emotion4j.soak.result");
    if (file == null) {
      return;
    }
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("date", Instant.now().toString());
    result.put("commit", commit());
    result.put("jdk", System.getProperty("java.vm.version"));
    result.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    result.put("processor", processor());
    result.put("processors", Runtime.getRuntime().availableProcessors());
    result.put("warmUpFrames", WARM_UP);
    result.put("frames", FRAMES);
    result.put("faces", faces);
    result.put("seconds", nanos / 1_000_000_000);
    result.put("samples", samples);
    Files.writeString(
        Path.of(file), new GsonBuilder().setPrettyPrinting().create().toJson(result) + "\n");
  }

  private static String commit() throws IOException {
    Process git = new ProcessBuilder("git", "describe", "--always", "--dirty").start();
    git.getOutputStream().close();
    return new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
  }

  private static String processor() throws IOException {
    return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
        .filter(line -> line.startsWith("model name"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse("unknown");
  }

  @Test
  void createAndClose_manyTimes_leavesTheProcessLevel() throws Exception {
    Frame frame = Frame.of(Pictures.astronaut());
    for (int i = 0; i < 10; i++) {
      createRecognizeAndClose(frame);
    }
    Held before = Held.now();
    for (int i = 0; i < 40; i++) {
      createRecognizeAndClose(frame);
    }
    Held.now().assertNoMoreThan(before);
  }

  private static void createRecognizeAndClose(Frame frame) {
    try (FaceEmotionRecognizer recognizer = FaceEmotionRecognizer.create()) {
      assertThat(recognizer.recognize(frame).faces()).hasSize(1);
    }
  }

  @Test
  void openAndCloseStreams_manyTimes_leavesTheProcessLevel() throws Exception {
    Frame frame = Frame.of(Pictures.astronaut());
    try (FaceEmotionRecognizer recognizer = FaceEmotionRecognizer.create()) {
      openStreamsAndClose(recognizer, frame, 20);
      Held before = Held.now();
      openStreamsAndClose(recognizer, frame, 80);
      Held.now().assertNoMoreThan(before);
    }
  }

  /**
   * Their copies of frames go with the garbage collector. It is asked often, since the C library
   * keeps the room of all that wait for it, which would look like the leak that is looked for.
   */
  private static void openStreamsAndClose(
      FaceEmotionRecognizer recognizer, Frame frame, int times) {
    for (int i = 0; i < times; i++) {
      openStreamsAndClose(recognizer, frame);
      if (i % 5 == 0) {
        System.gc();
      }
    }
  }

  /** One of each use; the camera's on the calling thread, and closed with a frame that waits. */
  private static void openStreamsAndClose(FaceEmotionRecognizer recognizer, Frame frame) {
    Deque<Runnable> tasks = new ArrayDeque<>();
    StreamOptions live =
        StreamOptions.builder().executor(tasks::add).listener(result -> {}).build();
    try (EmotionStream file = recognizer.openStream();
        EmotionStream camera = recognizer.openStream(live)) {
      assertThat(file.process(frame).faces()).hasSize(1);
      camera.submit(frame);
      tasks.remove().run();
      camera.submit(frame.withTimestamp(Duration.ofMillis(40)));
      assertThat(camera.statistics().processed()).isEqualTo(1);
    }
  }

  @Test
  void close_whileThreadsRecognize_callsEndWithTheirResultOrClosed() throws Exception {
    Frame frame = Frame.of(Pictures.astronaut());
    ExecutorService executor = Executors.newFixedThreadPool(5);
    try {
      for (int round = 0; round < 5; round++) {
        FaceEmotionRecognizer recognizer = FaceEmotionRecognizer.create();
        CountDownLatch running = new CountDownLatch(4);
        List<Future<Integer>> callers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          callers.add(executor.submit(() -> untilClosed(recognizer, frame, running)));
        }
        running.await();
        Future<?> second = executor.submit(recognizer::close);
        recognizer.close();
        second.get();
        for (Future<Integer> caller : callers) {
          assertThat(caller.get()).isPositive();
        }
      }
    } finally {
      executor.shutdownNow();
    }
  }

  private static int untilClosed(
      FaceEmotionRecognizer recognizer, Frame frame, CountDownLatch running) {
    int results = 0;
    try {
      while (true) {
        EmotionResult result = recognizer.recognize(frame);
        assertThat(result.faces()).hasSize(1);
        if (results++ == 0) {
          running.countDown(); // once a thread: four results of one would let the others go without
        }
      }
    } catch (ClosedException e) {
      return results;
    }
  }
}
