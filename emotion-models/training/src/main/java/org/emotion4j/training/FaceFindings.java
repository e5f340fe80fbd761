package org.emotion4j.training;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.emotion4j.stream.FaceQuality.Reason;

/**
 * What a detector sees in each picture of a data set, as a csv that {@link FindFaces} writes and
 * {@link Cleaning} reads: {@code index,found,reasons}, the reasons (covered, turned, …) with a
 * space between.
 */
final class FaceFindings {
  /** For when no detector was asked. */
  static final FaceFindings NONE = new FaceFindings(Map.of());

  private static final String HEADER = "index,found,reasons";

  /**
   * One picture.
   *
   * @param found whether the detector finds a face
   * @param reasons why the face is hard to read; none if no face is found
   */
  record Finding(boolean found, Set<Reason> reasons) {
    Finding {
      EnumSet<Reason> copy = EnumSet.noneOf(Reason.class);
      copy.addAll(reasons);
      reasons = Collections.unmodifiableSet(copy);
    }
  }

  private final Map<Integer, Finding> findings;

  /**
   * Keeps a copy.
   *
   * @param findings by row of the data set
   */
  FaceFindings(Map<Integer, Finding> findings) {
    this.findings = new TreeMap<>(findings);
  }

  /** Empty if nothing is known of that row. */
  Optional<Finding> of(int index) {
    return Optional.ofNullable(findings.get(index));
  }

  void write(Path csv) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(csv)) {
      out.write(HEADER + "\n");
      for (Map.Entry<Integer, Finding> entry : findings.entrySet()) {
        out.write(
            entry.getKey()
                + ","
                + entry.getValue().found()
                + ","
                + entry.getValue().reasons().stream()
                    .map(reason -> reason.name().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(" "))
                + "\n");
      }
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws DataException if it is no such file; the message names the line
   */
  static FaceFindings read(Path csv) throws IOException {
    Map<Integer, Finding> findings = new HashMap<>();
    try (BufferedReader reader = Fer2013Csv.open(csv)) {
      String header = reader.readLine();
      if (!HEADER.equals(header)) {
        throw new DataException(csv + ":1: expected " + HEADER + ", found " + header);
      }
      int number = 1;
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        number++;
        String[] cells = line.split(",", -1);
        if (cells.length != 3 || !(cells[1].equals("true") || cells[1].equals("false"))) {
          throw new DataException(csv + ":" + number + ": expected " + HEADER);
        }
        try {
          EnumSet<Reason> reasons = EnumSet.noneOf(Reason.class);
          for (String reason : cells[2].isEmpty() ? new String[0] : cells[2].split(" ", -1)) {
            reasons.add(Reason.valueOf(reason.toUpperCase(Locale.ROOT)));
          }
          findings.put(
              Integer.parseInt(cells[0]), new Finding(Boolean.parseBoolean(cells[1]), reasons));
        } catch (IllegalArgumentException e) {
          throw new DataException(csv + ":" + number + ": " + e.getMessage(), e);
        }
      }
    }
    return new FaceFindings(findings);
  }
}
