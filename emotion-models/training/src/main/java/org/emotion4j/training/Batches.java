package org.emotion4j.training;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The batches of one epoch, shuffled and augmented by a background thread that stays a few batches
 * ahead. What is in them depends on seed and epoch alone, so an epoch can be repeated exactly.
 *
 * <p>For one consumer. It gives each batch back by {@link #recycle}.
 */
final class Batches implements AutoCloseable {
  private static final int AHEAD = 3;

  private final BlockingQueue<Batch> free = new ArrayBlockingQueue<>(AHEAD);
  private final BlockingQueue<Batch> ready = new ArrayBlockingQueue<>(AHEAD);
  private final List<Example> examples;
  private final Settings settings;
  private final Augmentation augmentation;
  private final long seed;
  private final Thread producer;
  private int left;
  private volatile @Nullable Throwable failure;

  /**
   * How an epoch's batches are made.
   *
   * @param size examples in a batch
   * @param side width and height of the pictures
   * @param balance how far rare classes are drawn more often, from 0, as they are, to 1, all alike
   * @param mixup the parameter of the symmetric beta distribution of shares; 0 mixes nothing
   */
  record Settings(
      int size, int side, double balance, double mixup, Augmentation.Strength augmentation) {}

  /**
   * Starts to make the batches of one epoch. The examples that do not fill a last batch are left
   * out; the shuffle leaves out others each time.
   */
  Batches(List<Example> examples, Settings settings, long seed, int epoch) {
    this.examples = examples;
    this.settings = settings;
    this.augmentation = new Augmentation(settings.augmentation(), settings.side());
    this.seed = new SplittableRandom(seed ^ ((long) epoch << 32)).nextLong();
    this.left = examples.size() / settings.size();
    int classes = examples.get(0).target().length;
    for (int i = 0; i < AHEAD; i++) {
      free.add(new Batch(settings.size(), classes, settings.side()));
    }
    producer = new Thread(this::produce, "augmentation");
    producer.setDaemon(true);
    producer.start();
  }

  private void produce() {
    try {
      SplittableRandom random = new SplittableRandom(seed);
      int[] order =
          settings.balance() > 0
              ? Balance.draw(examples, settings.balance(), random)
              : shuffled(examples.size(), random);
      int size = settings.size();
      for (int at = 0; at + size <= order.length; at += size) {
        Batch batch = free.take();
        List<Example> chosen = new ArrayList<>(size);
        for (int i = at; i < at + size; i++) {
          Example example = examples.get(order[i]);
          chosen.add(
              example.withPixels(
                  augmentation.apply(example.pixels(), new SplittableRandom(seed + 1 + i))));
        }
        batch.fill(settings.mixup() > 0 ? mixed(chosen, settings.mixup(), random) : chosen);
        ready.add(batch);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // Closed: nobody waits for more.
    } catch (RuntimeException | Error e) {
      failure = e;
    }
  }

  /** Each example with the one after it; the batch is in random order already. */
  private static List<Example> mixed(List<Example> batch, double alpha, SplittableRandom random) {
    List<Example> result = new ArrayList<>(batch.size());
    for (int i = 0; i < batch.size(); i++) {
      Example next = batch.get((i + 1) % batch.size());
      result.add(batch.get(i).mix(next, (float) beta(alpha, random)));
    }
    return result;
  }

  /** A draw from the beta distribution of two equal parameters (Jöhnk, 1964). */
  private static double beta(double alpha, SplittableRandom random) {
    while (true) {
      double x = Math.pow(random.nextDouble(), 1 / alpha);
      double y = Math.pow(random.nextDouble(), 1 / alpha);
      if (x + y > 0 && x + y <= 1) {
        return x / (x + y);
      }
    }
  }

  private static int[] shuffled(int size, SplittableRandom random) {
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  /** The next batch, or null after the last. */
  @Nullable Batch take() throws InterruptedException {
    if (left == 0) {
      return null;
    }
    left--;
    while (true) {
      Batch batch = ready.poll(1, TimeUnit.SECONDS);
      if (batch != null) {
        return batch;
      }
      Throwable cause = failure;
      if (cause != null) {
        throw new IllegalStateException("cannot prepare a batch", cause);
      }
    }
  }

  /** Gives back a batch whose arrays are no longer in use. */
  void recycle(Batch batch) {
    free.add(batch);
  }

  /** Stops the background thread and waits for its end. */
  @Override
  public void close() {
    producer.interrupt();
    try {
      producer.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
