package org.emotion4j.training;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * Any bytes as a data set's file: rows, or a DataException that names the line; an IOException
 * where the bytes are no text or no archive. The first byte says which of the readers gets the
 * rest.
 */
class CsvFuzzTest {
  private static Path directory;

  @BeforeAll
  static void makeDirectory() throws IOException {
    directory = Files.createTempDirectory("emotion-csv");
  }

  @AfterAll
  static void deleteDirectory() throws IOException {
    for (String name : new String[] {"data.csv", "data.csv.gz"}) {
      Files.deleteIfExists(directory.resolve(name));
    }
    Files.delete(directory);
  }

  @FuzzTest(maxDuration = "10m")
  void read_anyBytes_areRowsOrATypedError(byte[] bytes) {
    if (bytes.length == 0) {
      return;
    }
    byte[] content = Arrays.copyOfRange(bytes, 1, bytes.length);
    try {
      switch (bytes[0] & 7) {
        case 0 -> Fer2013Csv.read(file("data.csv", content), false);
        case 1 -> Fer2013Csv.read(file("data.csv.gz", content), true);
        case 2 -> FerPlusVotes.read(file("data.csv", content));
        case 3 -> Teacher.read(file("data.csv", content), FerPlusVotes.LABELS);
        default -> LabelledPictures.csv(directory, file("data.csv", content));
      }
    } catch (DataException | IOException e) {
      // What the readers promise.
    }
  }

  private static Path file(String name, byte[] content) throws IOException {
    return Files.write(directory.resolve(name), content);
  }
}
