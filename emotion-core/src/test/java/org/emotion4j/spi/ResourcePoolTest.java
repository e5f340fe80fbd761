package org.emotion4j.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.emotion4j.ClosedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ResourcePoolTest {
  private final AtomicInteger made = new AtomicInteger();
  private final AtomicInteger freed = new AtomicInteger();
  private final ResourcePool<Integer> pool =
      new ResourcePool<>(
          "the thing", 2, made::incrementAndGet, resource -> freed.incrementAndGet());
  private final ExecutorService executor = Executors.newCachedThreadPool();

  @AfterEach
  void stop() {
    executor.shutdownNow();
  }

  @Test
  void use_oneAfterTheOther_makesOne() {
    pool.use(r -> r);
    pool.use(r -> r);
    assertThat(made).hasValue(1);
  }

  @Test
  void use_manyThreads_neverMoreThanTheLimitAndNeverShared() throws Exception {
    AtomicInteger[] users = {new AtomicInteger(), new AtomicInteger(), new AtomicInteger()};
    AtomicInteger clashes = new AtomicInteger();
    List<Future<?>> futures = new ArrayList<>();
    for (int t = 0; t < 8; t++) {
      futures.add(
          executor.submit(
              () -> {
                for (int i = 0; i < 2_000; i++) {
                  pool.use(
                      r -> {
                        if (users[r].incrementAndGet() > 1) {
                          clashes.incrementAndGet();
                        }
                        Thread.onSpinWait();
                        return users[r].decrementAndGet();
                      });
                }
              }));
    }
    for (Future<?> future : futures) {
      future.get(20, TimeUnit.SECONDS);
    }
    assertThat(clashes).hasValue(0);
    assertThat(made.get()).isBetween(1, 2);
  }

  /** Who returns a resource and asks for one again at once comes after those who waited. */
  @Test
  void use_allLent_waitersAreServedInTheOrderTheyCame() throws Exception {
    ResourcePool<Integer> one =
        new ResourcePool<>("one", 1, made::incrementAndGet, r -> freed.incrementAndGet());
    List<Integer> order = Collections.synchronizedList(new ArrayList<>());
    List<Thread> callers = new ArrayList<>();
    one.use(
        r -> {
          for (int i = 0; i < 20; i++) {
            int number = i;
            Thread caller = new Thread(() -> one.use(lent -> order.add(number)));
            caller.start();
            callers.add(caller);
            while (caller.getState() != Thread.State.WAITING) {
              Thread.onSpinWait();
            }
          }
          return r;
        });
    one.use(r -> order.add(-1));
    for (Thread caller : callers) {
      caller.join();
    }
    assertThat(order)
        .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, -1);
    one.close();
    assertThat(freed).hasValue(1);
  }

  @Test
  void use_makerThatFails_letsTheNextWaiterTry() throws Exception {
    CountDownLatch making = new CountDownLatch(1);
    CountDownLatch fail = new CountDownLatch(1);
    AtomicInteger tries = new AtomicInteger();
    ResourcePool<Integer> one =
        new ResourcePool<>(
            "one",
            1,
            () -> {
              if (tries.incrementAndGet() == 1) {
                making.countDown();
                awaitUninterruptibly(fail);
                throw new IllegalStateException("not yet");
              }
              return 1;
            },
            r -> {});
    Future<Integer> first = executor.submit(() -> one.use(r -> r));
    making.await();
    FutureTask<Integer> second = new FutureTask<>(() -> one.<Integer>use(r -> r));
    Thread waiter = new Thread(second);
    waiter.start();
    while (waiter.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    fail.countDown();
    assertThatThrownBy(first::get).hasRootCauseMessage("not yet");
    assertThat(second.get()).isEqualTo(1);
    one.close();
  }

  @Test
  void close_callersWait_areRefusedAtOnce() throws Exception {
    CountDownLatch finish = new CountDownLatch(1);
    ResourcePool<Integer> one = new ResourcePool<>("one", 1, () -> 1, r -> {});
    CountDownLatch running = new CountDownLatch(1);
    Future<Integer> holder =
        executor.submit(
            () ->
                one.use(
                    r -> {
                      running.countDown();
                      awaitUninterruptibly(finish);
                      return r;
                    }));
    running.await();
    List<Future<Integer>> waiters = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      waiters.add(executor.submit(() -> one.<Integer>use(r -> r)));
    }
    Future<?> closing = executor.submit(one::close);
    for (Future<Integer> waiter : waiters) {
      assertThatThrownBy(waiter::get).hasCauseInstanceOf(ClosedException.class);
    }
    assertThat(closing.isDone()).isFalse();
    finish.countDown();
    assertThat(holder.get()).isEqualTo(1);
    closing.get();
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void close_waitsForRunningTasks_thenFreesAll_onceOnly() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch finish = new CountDownLatch(1);
    Future<Integer> task =
        executor.submit(
            () ->
                pool.use(
                    r -> {
                      running.countDown();
                      awaitUninterruptibly(finish);
                      return freed.get();
                    }));
    running.await();
    Future<?> closing = executor.submit(pool::close);
    finish.countDown();
    assertThat(task.get()).as("freed while in use").isZero();
    closing.get();
    pool.close();
    assertThat(freed).hasValue(1);
    assertThatThrownBy(() -> pool.use(r -> r))
        .isInstanceOf(ClosedException.class)
        .hasMessageContaining("the thing");
  }

  @Test
  void use_taskThatThrows_givesTheResourceBack() {
    assertThatThrownBy(
            () ->
                pool.use(
                    r -> {
                      throw new IllegalStateException("x");
                    }))
        .hasMessage("x");
    pool.use(r -> r);
    pool.close();
    assertThat(made).hasValue(1);
    assertThat(freed).hasValue(1);
  }

  @Test
  void use_makerThatFails_doesNotUseUpThePool() {
    AtomicInteger tries = new AtomicInteger();
    ResourcePool<Integer> failing =
        new ResourcePool<>(
            "x",
            1,
            () -> {
              if (tries.incrementAndGet() < 3) {
                throw new IllegalStateException("not yet");
              }
              return 1;
            },
            r -> {});
    assertThatThrownBy(() -> failing.use(r -> r)).hasMessage("not yet");
    assertThatThrownBy(() -> failing.use(r -> r)).hasMessage("not yet");
    assertThat(failing.<Integer>use(r -> r)).isEqualTo(1);
    failing.close();
  }

  @Test
  void close_closerThatFails_freesTheOthersAndEnds() throws Exception {
    ResourcePool<Integer> failing =
        new ResourcePool<>(
            "x",
            2,
            made::incrementAndGet,
            r -> {
              freed.incrementAndGet();
              throw new IllegalStateException("cannot free " + r);
            });
    CyclicBarrier both = new CyclicBarrier(2);
    List<Future<?>> users = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      users.add(executor.submit(() -> failing.use(r -> await(both))));
    }
    for (Future<?> user : users) {
      user.get();
    }
    assertThatThrownBy(failing::close).hasMessageStartingWith("cannot free");
    assertThat(freed).hasValue(2);
    failing.close();
    assertThat(freed).hasValue(2);
  }

  private static int await(CyclicBarrier barrier) {
    try {
      return barrier.await();
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void use_interruptedThread_stillWorksAndKeepsItsFlag() {
    Thread.currentThread().interrupt();
    assertThat(pool.<Integer>use(r -> r)).isEqualTo(1);
    assertThat(Thread.interrupted()).isTrue();
  }
}
