package org.emotion4j.training;

import java.util.ArrayList;
import java.util.List;

/** The networks that this project trains, by name. */
public final class Networks {
  private Networks() {}

  /**
   * Finds a network by its name.
   *
   * @param name {@code ferplus}
   * @param classes number of emotions to tell apart
   * @throws IllegalArgumentException if there is none of that name
   */
  public static Layer.Stack named(String name, int classes) {
    if (name.equals("ferplus")) {
      return ferPlus(classes);
    }
    throw new IllegalArgumentException("unknown network '" + name + "', expected ferplus");
  }

  /**
   * The default: a plain stack after VGG (Simonyan and Zisserman, 2015), 1.17 million parameters
   * and 117 million multiply-adds. Convolutions alone, each followed by what folds into it, so that
   * it also runs well in 8 bits on one thread.
   */
  private static Layer.Stack ferPlus(int classes) {
    List<Layer> layers = new ArrayList<>();
    int in = 1;
    int index = 1;
    for (int width : new int[] {32, 64, 128, 256}) {
      layers.add(new Layer.Conv("conv" + index++, in, width, 3));
      layers.add(new Layer.Conv("conv" + index++, width, width, 3));
      layers.add(width < 256 ? new Layer.MaxPool() : new Layer.GlobalAveragePool());
      in = width;
    }
    layers.add(new Layer.Dropout(0.3f));
    layers.add(new Layer.Linear("linear", in, classes + 1));
    return new Layer.Stack("ferplus", classes, layers);
  }
}
