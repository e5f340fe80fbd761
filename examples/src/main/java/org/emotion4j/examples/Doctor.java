package org.emotion4j.examples;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.emotion4j.examples.Checkup.Finding;
import org.emotion4j.examples.Checkup.Status;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Says what is installed, what works, and what to do about what does not; ends with 1 if something
 * is in the way:
 *
 * <pre>
 * mvn -q -pl examples -am -DskipTests compile exec:java@doctor
 * </pre>
 */
@Command(
    name = "doctor",
    description = "Says what is installed, what works, and what to do about what does not.")
public final class Doctor implements Callable<Integer> {
  private final PrintWriter out;

  @Option(names = "--json", description = "One JSON object on standard output.")
  private boolean json;

  Doctor(PrintWriter out) {
    this.out = out;
  }

  public static void main(String[] args) {
    Cli.main((out, err) -> new Doctor(out), args);
  }

  @Override
  public Integer call() {
    List<Finding> findings = Checkup.run();
    long faults = findings.stream().filter(f -> f.status() == Status.FAULT).count();
    if (json) {
      out.println(json(findings, faults));
    } else {
      findings.forEach(this::print);
      out.println(faults == 0 ? "Everything works." : faults + " in the way.");
    }
    return faults == 0 ? 0 : Cli.FAILED;
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
