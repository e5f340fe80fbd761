package org.emotion4j.training;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.emotion4j.Emotion;

/** Drawn faces with a mouth that curves up or down: something to learn that may be published. */
final class DrawnFaces {
  static final int HAPPINESS = FerPlusVotes.LABELS.indexOf(Emotion.HAPPINESS);
  static final int SADNESS = FerPlusVotes.LABELS.indexOf(Emotion.SADNESS);

  private DrawnFaces() {}

  static List<Example> examples(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      boolean happy = i % 2 == 0;
      float[] target = new float[FerPlusVotes.LABELS.size()];
      target[happy ? HAPPINESS : SADNESS] = 1;
      examples.add(new Example(i, face(happy, random), target, 1, 1));
    }
    return examples;
  }

  static byte[] face(boolean happy, SplittableRandom random) {
    int side = Fer2013Csv.SIDE;
    byte[] pixels = new byte[side * side];
    int skin = random.nextInt(120, 220);
    int background = random.nextInt(20, 90);
    int dx = random.nextInt(-3, 4);
    int dy = random.nextInt(-3, 4);
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        double u = (x - dx - 23.5) / 18;
        double v = (y - dy - 23.5) / 22;
        boolean inside = u * u + v * v < 1;
        boolean eye = Math.abs(Math.abs(u) - 0.4) < 0.12 && Math.abs(v + 0.25) < 0.08;
        double curve = 0.5 + (happy ? 0.25 : -0.25) * (0.16 - u * u) / 0.16;
        boolean mouth = Math.abs(u) < 0.45 && Math.abs(v - curve) < 0.08;
        int value = inside ? (eye || mouth ? 20 : skin) : background;
        pixels[y * side + x] = (byte) (value + random.nextInt(-10, 11));
      }
    }
    return pixels;
  }
}
