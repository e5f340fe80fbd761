package org.emotion4j.model;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.emotion4j.ModelException;

/** Any bytes as {@code model.json}: a description whose promises hold, or a ModelException. */
class DescriptionFuzzTest {
  private static final int LONGEST_MESSAGE = 2000;

  @FuzzTest(maxDuration = "10m")
  void read_anyBytes_isADescriptionOrAModelException(byte[] json) {
    ModelDescriptor descriptor;
    try {
      descriptor = DescriptorReader.read(json, "fuzz");
    } catch (ModelException e) {
      if (e.getMessage().length() > LONGEST_MESSAGE) {
        throw new AssertionError("a message of " + e.getMessage().length() + " characters", e);
      }
      return;
    }
    if (descriptor.files().isEmpty()
        || descriptor.goldenPixels().length != descriptor.input().elements()
        || descriptor.labels().size() > descriptor.outputs()) {
      throw new AssertionError("a description that contradicts itself: " + descriptor);
    }
  }
}
