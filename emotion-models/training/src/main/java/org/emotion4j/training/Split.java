package org.emotion4j.training;

/** The three parts that FER2013 was published in. */
public enum Split {
  /** 28,709 pictures to learn from. */
  TRAINING("Training"),
  /** 3,589 pictures for choices made while training: checkpoints, temperature, thresholds. */
  PUBLIC_TEST("PublicTest"),
  /** 3,589 pictures for the reported figures; read by the evaluation alone. */
  PRIVATE_TEST("PrivateTest");

  private final String csvName;

  Split(String csvName) {
    this.csvName = csvName;
  }

  /** The split's name in {@code fer2013.csv}. */
  public String csvName() {
    return csvName;
  }

  /**
   * Finds a split by its name in {@code fer2013.csv}.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public static Split of(String csvName) {
    for (Split split : values()) {
      if (split.csvName.equals(csvName)) {
        return split;
      }
    }
    throw new IllegalArgumentException(
        "unknown split "
            + Fer2013Csv.quoted(csvName)
            + ", expected Training, PublicTest or PrivateTest");
  }
}
