package org.emotion4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.awt.image.BufferedImage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.emotion4j.BoundingBox;
import org.emotion4j.Frame;
import org.emotion4j.opencv.VideoWriter;
import org.emotion4j.testkit.Pictures;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example as a person uses it: in a browser, whose camera is a film of the portrait. */
class LiveWebExampleTest {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 480;

  @TempDir Path dir;
  private final StringWriter errors = new StringWriter();
  private LiveWebExample example;
  private CompletableFuture<Integer> code;
  private URI address;

  @BeforeEach
  void start() throws Exception {
    PipedWriter pipe = new PipedWriter();
    BufferedReader printed = new BufferedReader(new PipedReader(pipe));
    PrintWriter out = new PrintWriter(pipe);
    PrintWriter err = new PrintWriter(errors, true);
    example = new LiveWebExample(out, err);
    code = CompletableFuture.supplyAsync(() -> Cli.run(example, out, err, "--port", "0"));
    Matcher shown = Pattern.compile("http://\\S+").matcher(printed.readLine());
    assertThat(shown.find()).isTrue();
    address = URI.create(shown.group());
  }

  @AfterEach
  void stop() throws Exception {
    example.stop();
    assertThat(code.get(60, TimeUnit.SECONDS)).as(errors.toString()).isZero();
  }

  private Browser browser(String... options) throws Exception {
    Optional<Path> program = Browser.find();
    assumeTrue(program.isPresent(), "no Chromium on the path");
    return new Browser(program.get(), Files.createDirectories(dir.resolve("profile")), options);
  }

  /** Motion JPEG, which is one JPEG after the other: the portrait, moving a little. */
  private Path film() throws IOException {
    Path file = dir.resolve("camera.mjpeg");
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int i = 0; i < 20; i++) {
        int x = 80 + (i < 10 ? i : 20 - i);
        BufferedImage picture = Pictures.placed(Pictures.astronaut(), x, 0, HEIGHT, WIDTH, HEIGHT);
        ImageIO.write(picture, "jpeg", out);
      }
    }
    return file;
  }

  @Test
  void page_withACamera_showsThePersonAndHerEmotion() throws Exception {
    try (Browser browser =
        browser(
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
            "--use-file-for-fake-video-capture=" + film())) {
      browser.open(address);
      browser.evaluate("document.getElementById('camera').click()");
      browser.until("document.querySelector('.face')?.dataset.emotion === 'happiness'");
      assertThat(browser.text("document.querySelector('.face .tag').textContent"))
          .matches("1\\s+happiness \\d+ %");
      assertThat(browser.text("document.querySelector('.person .pick').innerText"))
          .contains("happiness");
      // As it is taken, not as in a mirror, which the page shows first.
      press(browser, "m");
      browser.until("!document.getElementById('stage').classList.contains('mirrored')");
      assertThat(shownBox(browser).iou(portraitBox())).isGreaterThan(0.6);
      browser.until("parseFloat(document.getElementById('rate').textContent) > 0");
      browser.until("/^\\d+ ms$/.test(document.getElementById('latency').textContent)");

      press(browser, "p");
      browser.until("document.getElementById('video').paused");
      assertThat(browser.text("document.getElementById('pause').textContent")).isEqualTo("Resume");
      press(browser, "p");
      browser.until("!document.getElementById('video').paused");
    }
  }

  @Test
  void page_save_givesWhatWasSeen() throws Exception {
    try (Browser browser =
        browser(
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
            "--use-file-for-fake-video-capture=" + film())) {
      Path downloads = Files.createDirectories(dir.resolve("downloads"));
      allowDownloads(browser, downloads);
      browser.open(address);
      browser.evaluate("document.getElementById('camera').click()");
      browser.until("document.querySelector('.face')?.dataset.emotion === 'happiness'");
      browser.evaluate("document.querySelector('[data-save=csv]').click()");
      press(browser, "s");
      String csv = downloaded(downloads.resolve("emotions.csv"));
      assertThat(csv).startsWith("frame,millis,track,state,emotion,").contains(",happiness,");
      String report = downloaded(downloads.resolve("emotions.html"));
      assertThat(report).startsWith("<!").contains("Person 1").contains("happiness");
    }
  }

  @Test
  void page_withAVideoFile_followsItInItsOwnTime() throws Exception {
    Path clip = dir.resolve("clip.mp4");
    try (VideoWriter writer = new VideoWriter(clip, 25)) {
      for (int i = 0; i < 50; i++) {
        writer.write(
            Frame.of(Pictures.placed(Pictures.astronaut(), 80 + i, 0, HEIGHT, WIDTH, HEIGHT)));
      }
    }
    try (Browser browser = browser()) {
      browser.open(address);
      assumeTrue(
          browser
              .evaluate(
                  "document.createElement('video').canPlayType('video/mp4; codecs=\"avc1\"') !== ''")
              .getAsBoolean(),
          "this Chromium cannot play H.264");
      choose(browser, clip);
      browser.until("document.querySelector('.face')?.dataset.emotion === 'happiness'");
      browser.until(
          "document.getElementById('message').textContent.startsWith('The video has ended')");
      browser.until("document.getElementById('pause').textContent === 'Play again'");
      assertThat(lastMillis(browser)).isBetween(0L, 2_000L);
      press(browser, "p");
      browser.until("document.getElementById('pause').textContent === 'Pause'");
    }
  }

  @Test
  void page_withAFileThatIsNoVideo_saysSo() throws Exception {
    Path text = Files.writeString(dir.resolve("notes.mp4"), "not a video");
    try (Browser browser = browser()) {
      browser.open(address);
      choose(browser, text);
      browser.until("!document.getElementById('message').hidden");
      assertThat(browser.text("document.getElementById('message').textContent"))
          .startsWith("This browser cannot play that file.");
      browser.until("document.getElementById('stage').classList.contains('empty')");
    }
  }

  /** The time of the last row of what the page saves; the file is two seconds long. */
  private long lastMillis(Browser browser) throws Exception {
    Path downloads = Files.createDirectories(dir.resolve("downloads"));
    allowDownloads(browser, downloads);
    browser.evaluate("document.querySelector('[data-save=csv]').click()");
    List<String> rows = downloaded(downloads.resolve("emotions.csv")).lines().toList();
    return Long.parseLong(rows.get(rows.size() - 1).split(",")[1]);
  }

  private static void allowDownloads(Browser browser, Path folder) throws Exception {
    JsonObject behaviour = new JsonObject();
    behaviour.addProperty("behavior", "allow");
    behaviour.addProperty("downloadPath", folder.toString());
    browser.call("Page.setDownloadBehavior", behaviour);
  }

  /** Chooses a file as a person does in the browser's dialogue. */
  private static void choose(Browser browser, Path file) throws Exception {
    JsonObject document = browser.call("DOM.getDocument", new JsonObject());
    JsonObject query = new JsonObject();
    query.add("nodeId", document.getAsJsonObject("root").get("nodeId"));
    query.addProperty("selector", "#file");
    JsonArray files = new JsonArray();
    files.add(file.toString());
    JsonObject set = new JsonObject();
    set.add("nodeId", browser.call("DOM.querySelector", query).get("nodeId"));
    set.add("files", files);
    browser.call("DOM.setFileInputFiles", set);
  }

  @Test
  void page_withoutACamera_saysSo() throws Exception {
    try (Browser browser = browser("--use-fake-ui-for-media-stream")) {
      browser.open(address);
      browser.evaluate("document.getElementById('camera').click()");
      browser.until("!document.getElementById('message').hidden");
      assertThat(browser.text("document.getElementById('message').textContent"))
          .startsWith("No camera was found.");
    }
  }

  @Test
  void page_cameraNotAllowed_saysWhatToDo() throws Exception {
    try (Browser browser =
        browser("--use-fake-device-for-media-stream", "--deny-permission-prompts")) {
      browser.open(address);
      browser.evaluate("document.getElementById('camera').click()");
      browser.until("!document.getElementById('message').hidden");
      assertThat(browser.text("document.getElementById('message').textContent"))
          .startsWith("The browser may not use the camera.");
    }
  }

  @Test
  void liveWeb_portTaken_isOneLine() throws IOException {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Run run = Run.of(LiveWebExample::new, "--port", other.getLocalPort());
      assertThat(run.code()).isEqualTo(1);
      assertThat(run.err().lines()).hasSize(1);
      assertThat(run.err()).contains(String.valueOf(other.getLocalPort())).contains("--port");
    }
  }

  private static void press(Browser browser, String key) throws Exception {
    for (String type : new String[] {"keyDown", "keyUp"}) {
      JsonObject event = new JsonObject();
      event.addProperty("type", type);
      event.addProperty("key", key);
      event.addProperty("text", type.equals("keyDown") ? key : "");
      browser.call("Input.dispatchKeyEvent", event);
    }
  }

  /** Where the box is on the picture, in fractions of it. */
  private static BoundingBox shownBox(Browser browser) throws Exception {
    String[] parts =
        browser
            .text(
                "(() => { const s = document.getElementById('video').getBoundingClientRect();"
                    + " const b = document.querySelector('.face').getBoundingClientRect();"
                    + " return [(b.x - s.x) / s.width, (b.y - s.y) / s.height,"
                    + " b.width / s.width, b.height / s.height].join(' '); })()")
            .split(" ");
    return new BoundingBox(
        Double.parseDouble(parts[0]),
        Double.parseDouble(parts[1]),
        Double.parseDouble(parts[2]),
        Double.parseDouble(parts[3]));
  }

  private static BoundingBox portraitBox() {
    BoundingBox face = Pictures.ASTRONAUT_FACE;
    double scale = HEIGHT / 512.0;
    return new BoundingBox(
        (85 + face.x() * scale) / WIDTH,
        face.y() * scale / HEIGHT,
        face.width() * scale / WIDTH,
        face.height() * scale / HEIGHT);
  }

  private static String downloaded(Path file) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!Files.exists(file)) {
      assertThat(System.nanoTime()).as(file + " comes").isLessThan(end);
      Thread.sleep(50);
    }
    return Files.readString(file);
  }
}
