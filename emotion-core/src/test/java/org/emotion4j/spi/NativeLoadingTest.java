package org.emotion4j.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NativeLoadingTest {
  @AfterEach
  void leaveNoFlag() {
    Thread.interrupted();
  }

  private static boolean flag() {
    return Thread.currentThread().isInterrupted();
  }

  @Test
  void uninterrupted_interruptedThread_stepDoesNotSeeItAndItIsKept() {
    Thread.currentThread().interrupt();
    assertThat(NativeLoading.uninterrupted(NativeLoadingTest::flag)).isFalse();
    assertThat(flag()).isTrue();
  }

  @Test
  void uninterrupted_stepThatThrows_keepsTheFlag() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(
            () ->
                NativeLoading.uninterrupted(
                    () -> {
                      throw new IllegalStateException("no library");
                    }))
        .hasMessage("no library");
    assertThat(flag()).isTrue();
  }

  @Test
  void uninterrupted_interruptedMeanwhile_keepsTheFlag() {
    NativeLoading.uninterrupted(
        () -> {
          Thread.currentThread().interrupt();
          return true;
        });
    assertThat(flag()).isTrue();
  }

  @Test
  void uninterrupted_otherThread_setsNoFlag() {
    assertThat(NativeLoading.uninterrupted(() -> "loaded")).isEqualTo("loaded");
    assertThat(flag()).isFalse();
  }
}
