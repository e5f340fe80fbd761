package org.emotion4j.examples;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.emotion4j.EmotionException;
import org.emotion4j.FaceEmotionRecognizer;
import org.emotion4j.config.ConfigKey;
import org.emotion4j.examples.Checkup.Finding;
import org.emotion4j.examples.Checkup.Status;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Says what is installed, what works, and what to do about what does not; ends with 1 if something
 * is in the way. {@code --prepare} unpacks the native libraries for an image that is being built:
 *
 * <pre>
 * mvn -q -pl examples -am -DskipTests compile exec:java@doctor -Dexec.args="--prepare /opt/emotion4j"
 * </pre>
 */
@Command(
    name = "doctor",
    description = "Says what is installed, what works, and what to do about what does not.")
public final class Doctor implements Callable<Integer> {
  private final PrintWriter out;

  @Option(names = "--json", description = "One JSON object on standard output.")
  private boolean json;

  @Option(
      names = "--prepare",
      paramLabel = "DIR",
      description = "Unpacks the native libraries there, to be emotion.cache-dir of any user.")
  private @Nullable Path directory;

  Doctor(PrintWriter out) {
    this.out = out;
  }

  public static void main(String[] args) {
    Cli.main((out, err) -> new Doctor(out), args);
  }

  @Override
  public Integer call() {
    if (directory != null) {
      System.setProperty(ConfigKey.CACHE_DIRECTORY.key(), directory.toAbsolutePath().toString());
    }
    List<Finding> findings = new ArrayList<>(Checkup.run());
    if (directory != null) {
      findings.add(prepare(directory));
    }
    long faults = findings.stream().filter(f -> f.status() == Status.FAULT).count();
    if (json) {
      out.println(json(findings, faults));
    } else {
      findings.forEach(this::print);
      out.println(faults == 0 ? "Everything works." : faults + " in the way.");
    }
    return faults == 0 ? 0 : Cli.FAILED;
  }

  /** After the check-up, which has unpacked all that is there to be unpacked. */
  private static Finding prepare(Path directory) {
    try {
      FaceEmotionRecognizer.builder().prepare(directory);
      return new Finding(Status.OK, "prepared", directory + ", for every user to read", "");
    } catch (EmotionException e) {
      return new Finding(Status.FAULT, "prepared", Cli.reason(e), "mend the faults above first");
    } catch (UncheckedIOException e) {
      return new Finding(
          Status.FAULT, "prepared", Cli.reason(e), "run as the owner of what is in " + directory);
    }
  }

  private void print(Finding finding) {
    String status = finding.status().name().toLowerCase(Locale.ROOT);
    out.printf("%-5s  %-17s  %s%n", status, finding.what(), finding.found());
    if (!finding.remedy().isEmpty()) {
      out.printf("%26s-> %s%n", "", finding.remedy());
    }
  }

  private static JsonObject json(List<Finding> findings, long faults) {
    JsonArray array = new JsonArray();
    for (Finding finding : findings) {
      JsonObject object = new JsonObject();
      object.addProperty("status", finding.status().name().toLowerCase(Locale.ROOT));
      object.addProperty("what", finding.what());
      object.addProperty("found", finding.found());
      object.addProperty("remedy", finding.remedy());
      array.add(object);
    }
    JsonObject object = new JsonObject();
    object.addProperty("works", faults == 0);
    object.add("findings", array);
    return object;
  }
}
