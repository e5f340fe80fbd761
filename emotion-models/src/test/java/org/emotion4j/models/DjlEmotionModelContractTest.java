package org.emotion4j.models;

import org.emotion4j.RecognizerOptions;
import org.emotion4j.spi.EmotionModel;
import org.emotion4j.spi.EmotionModelProvider;
import org.emotion4j.testkit.EmotionModelContract;
import org.junit.jupiter.api.Nested;

/** Both engines, both layouts, all orders of channels, both kinds of output. */
class DjlEmotionModelContractTest {
  private abstract static class OnFixture extends EmotionModelContract {
    private final EmotionModelProvider provider;
    private final String fixture;

    OnFixture(EmotionModelProvider provider, String fixture) {
      this.provider = provider;
      this.fixture = fixture;
    }

    @Override
    protected EmotionModel create(RecognizerOptions options) {
      return Fixtures.open(provider, Fixtures.folder(fixture), options);
    }
  }

  @Nested
  class PyTorchGray extends OnFixture {
    PyTorchGray() {
      super(new PyTorchModelProvider(), Fixtures.GRAY);
    }
  }

  @Nested
  class PyTorchRgb extends OnFixture {
    PyTorchRgb() {
      super(new PyTorchModelProvider(), Fixtures.RGB);
    }
  }

  @Nested
  class PyTorchBgr extends OnFixture {
    PyTorchBgr() {
      super(new PyTorchModelProvider(), Fixtures.BGR);
    }
  }

  @Nested
  class OnnxRuntimeGray extends OnFixture {
    OnnxRuntimeGray() {
      super(new OnnxRuntimeModelProvider(), Fixtures.GRAY);
    }
  }

  @Nested
  class OnnxRuntimeRgb extends OnFixture {
    OnnxRuntimeRgb() {
      super(new OnnxRuntimeModelProvider(), Fixtures.RGB);
    }
  }

  @Nested
  class OnnxRuntimeBgr extends OnFixture {
    OnnxRuntimeBgr() {
      super(new OnnxRuntimeModelProvider(), Fixtures.BGR);
    }
  }
}
