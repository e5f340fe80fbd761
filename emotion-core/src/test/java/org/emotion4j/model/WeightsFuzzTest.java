package org.emotion4j.model;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.emotion4j.ModelException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * Any bytes as a file of weights: those that the description has the hash of, or a ModelException;
 * no engine sees any others.
 */
class WeightsFuzzTest {
  private static final String WEIGHTS = "model.onnx";

  private static Path directory;
  private static ModelFolder folder;

  @BeforeAll
  static void makeFolder() throws IOException {
    directory = Files.createTempDirectory("emotion-weights");
    folder = ModelFolder.open(TestModels.write(directory, TestModels.JSON));
  }

  @AfterAll
  static void deleteFolder() throws IOException {
    Files.delete(directory.resolve(WEIGHTS));
    Files.delete(directory.resolve(ModelFolder.DESCRIPTION));
    Files.delete(directory);
  }

  @FuzzTest(maxDuration = "10m")
  void read_anyBytes_areTheDescribedOnesOrAModelException(byte[] bytes) throws IOException {
    Files.write(directory.resolve(WEIGHTS), bytes);
    byte[] read;
    try {
      read = folder.read(folder.descriptor().files().get(0));
    } catch (ModelException e) {
      if (Arrays.equals(bytes, TestModels.WEIGHTS)) {
        throw new AssertionError("the right weights are refused", e);
      }
      return;
    }
    if (!Arrays.equals(read, TestModels.WEIGHTS)) {
      throw new AssertionError("weights that are not the described ones");
    }
  }
}
