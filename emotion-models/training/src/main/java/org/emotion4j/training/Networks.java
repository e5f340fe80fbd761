package org.emotion4j.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The networks that this project trains, by name. */
public final class Networks {
  private static final Map<String, Shape> SHAPES =
      new TreeMap<>(
          Map.of(
              "cnn1", new Shape(0, List.of(16), List.of(32), List.of(64)),
              "cnn2", new Shape(0.2f, List.of(32), List.of(64), List.of(128), List.of(256)),
              "cnn3", Shape.DEEP,
              "cnn4", Shape.DEEP,
              "ferplus", Shape.DEEP));

  /**
   * Widths of 3x3 convolutions, a list a stage; a stage ends by halving the picture, the last one
   * by the mean over it.
   */
  private record Shape(float dropout, List<List<Integer>> stages) {
    /**
     * The default: a plain stack after VGG (Simonyan and Zisserman, 2015), 1.31 million parameters
     * and 127 million multiply-adds. Convolutions alone, each followed by what folds into it, so
     * that it also runs well in 8 bits on one thread.
     */
    static final Shape DEEP =
        new Shape(
            0.3f, List.of(16, 32), List.of(64, 64), List.of(128, 128, 128), List.of(256, 256));

    @SafeVarargs
    Shape(float dropout, List<Integer>... stages) {
      this(dropout, List.of(stages));
    }
  }

  /** The layer that gives the logits, whose shape follows from the number of classes. */
  static final String HEAD = "linear";

  private Networks() {}

  /**
   * Finds a network by its name.
   *
   * <ul>
   *   <li>{@code cnn1}, the baseline: three convolutions
   *   <li>{@code cnn2}: four, twice as wide, with dropout
   *   <li>{@code cnn3}, {@code cnn4} and {@code ferplus}: nine, two or three a stage, after VGG.
   *       They differ in what they are trained on, which their configurations say.
   * </ul>
   *
   * @param classes number of emotions to tell apart
   * @throws IllegalArgumentException if there is none of that name; the message lists them
   */
  public static Layer.Stack named(String name, int classes) {
    Shape shape = SHAPES.get(name);
    if (shape == null) {
      throw new IllegalArgumentException(
          "unknown network '" + name + "', expected one of " + SHAPES.keySet());
    }
    List<Layer> layers = new ArrayList<>();
    int in = 1;
    int index = 1;
    for (int stage = 0; stage < shape.stages().size(); stage++) {
      for (int width : shape.stages().get(stage)) {
        layers.add(new Layer.Conv("conv" + index++, in, width, 3));
        in = width;
      }
      boolean last = stage == shape.stages().size() - 1;
      layers.add(last ? new Layer.GlobalAveragePool() : new Layer.MaxPool());
    }
    if (shape.dropout() > 0) {
      layers.add(new Layer.Dropout(shape.dropout()));
    }
    layers.add(new Layer.Linear(HEAD, in, classes + 1));
    return new Layer.Stack(name, classes, layers);
  }
}
