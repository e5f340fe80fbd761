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
  private final Augmentation augmentation;
  private final int batchSize;
  private final long seed;
  private final Thread producer;
  private int left;
  private volatile @Nullable Throwable failure;

  /**
   * Starts to make the batches of one epoch. The examples that do not fill a last batch are left
   * out; the shuffle leaves out others each time.
   */
  Batches(List<Example> examples, Augmentation augmentation, int batchSize, long seed, int epoch) {
    this.examples = examples;
    this.augmentation = augmentation;
    this.batchSize = batchSize;
    this.seed = new SplittableRandom(seed ^ ((long) epoch << 32)).nextLong();
    this.left = examples.size() / batchSize;
    int classes = examples.get(0).target().length;
    for (int i = 0; i < AHEAD; i++) {
      free.add(new Batch(batchSize, classes));
    }
    producer = new Thread(this::produce, "augmentation");
    producer.setDaemon(true);
    producer.start();
  }

  private void produce() {
    try {
      int[] order = shuffled(examples.size(), new SplittableRandom(seed));
      for (int at = 0; at + batchSize <= order.length; at += batchSize) {
        Batch batch = free.take();
        List<Example> chosen = new ArrayList<>(batchSize);
        List<byte[]> pictures = new ArrayList<>(batchSize);
        for (int i = at; i < at + batchSize; i++) {
          Example example = examples.get(order[i]);
          chosen.add(example);
          pictures.add(augmentation.apply(example.pixels(), new SplittableRandom(seed + 1 + i)));
        }
        batch.fill(chosen, pictures);
        ready.add(batch);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // Closed: nobody waits for more.
    } catch (RuntimeException | Error e) {
      failure = e;
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
