package org.emotion4j.training;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The networks that this project trains, by name. */
public final class Networks {
  /** The layer that gives the logits, whose shape follows from the number of classes. */
  static final String HEAD = "linear";

  private static final Map<String, Shape> SHAPES =
      new TreeMap<>(
          Map.of(
              "cnn1", Shape.plain(0, List.of(16), List.of(32), List.of(64)),
              "cnn2", Shape.plain(0.2f, List.of(32), List.of(64), List.of(128), List.of(256)),
              "cnn3", Shape.DEEP,
              "cnn4", Shape.WIDE,
              "ferplus", Shape.DEEP,
              "vgg16", Shape.vgg(3, false),
              "vgg16-bn", Shape.vgg(3, true),
              "vgg19", Shape.vgg(4, false),
              "vgg19-bn", Shape.vgg(4, true)));

  /**
   * A stack of 3x3 convolutions.
   *
   * @param stages their widths, a list a stage; a stage ends by halving the picture
   * @param batchNorm whether there is batch normalisation
   * @param averaged whether the last stage ends by the mean over the picture instead
   * @param hidden widths of the tanh layers before the last
   * @param dropout before each fully connected layer
   */
  private record Shape(
      List<List<Integer>> stages,
      boolean batchNorm,
      boolean averaged,
      List<Integer> hidden,
      float dropout) {
    /**
     * The default: a plain stack after VGG (Simonyan and Zisserman, 2015), 1.31 million parameters
     * and 127 million multiply-adds. Convolutions alone, each followed by what folds into it, so
     * that it also runs well in 8 bits on one thread.
     */
    static final Shape DEEP =
        plain(0.3f, List.of(16, 32), List.of(64, 64), List.of(128, 128, 128), List.of(256, 256));

    /** Half as wide again, so that weights of the default can be grown into it. */
    static final Shape WIDE =
        plain(0.4f, List.of(24, 48), List.of(96, 96), List.of(192, 192, 192), List.of(384, 384));

    @SafeVarargs
    static Shape plain(float dropout, List<Integer>... stages) {
      return new Shape(List.of(stages), true, true, List.of(), dropout);
    }

    /**
     * VGG's configurations D (16) and E (19), with the head of two tanh layers.
     *
     * @param deep convolutions in each of the last three stages
     */
    static Shape vgg(int deep, boolean batchNorm) {
      return new Shape(
          List.of(
              List.of(64, 64),
              List.of(128, 128),
              Collections.nCopies(deep, 256),
              Collections.nCopies(deep, 512),
              Collections.nCopies(deep, 512)),
          batchNorm,
          false,
          List.of(512, 256),
          0.4f);
    }
  }

  private Networks() {}

  /** All names that {@link #named} knows. */
  static Set<String> names() {
    return SHAPES.keySet();
  }

  /**
   * Finds a network by its name.
   *
   * <ul>
   *   <li>{@code cnn1}, the baseline: three convolutions
   *   <li>{@code cnn2}: four, twice as wide, with dropout
   *   <li>{@code cnn3} and {@code ferplus}: nine, two or three a stage, after VGG. They differ in
   *       what they are trained on, which their configurations say.
   *   <li>{@code cnn4}: the same, half as wide again
   *   <li>{@code vgg16} and {@code vgg19}: VGG's 13 and 16 convolutions, then two fully connected
   *       tanh layers with dropout; {@code vgg16-bn} and {@code vgg19-bn} with batch normalisation
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
        layers.add(new Layer.Conv("conv" + index++, in, width, 3, shape.batchNorm()));
        in = width;
      }
      boolean mean = shape.averaged() && stage == shape.stages().size() - 1;
      layers.add(mean ? new Layer.GlobalAveragePool() : new Layer.MaxPool());
    }
    if (!shape.averaged()) {
      // Five times halved, 48 pixels are one.
      layers.add(new Layer.Flatten());
    }
    for (int i = 0; i < shape.hidden().size(); i++) {
      int width = shape.hidden().get(i);
      layers.add(new Layer.Dropout(shape.dropout()));
      layers.add(new Layer.Linear("hidden" + (i + 1), in, width));
      layers.add(new Layer.Tanh());
      in = width;
    }
    if (shape.dropout() > 0) {
      layers.add(new Layer.Dropout(shape.dropout()));
    }
    layers.add(new Layer.Linear(HEAD, in, classes + 1));
    return new Layer.Stack(name, classes, layers);
  }
}
